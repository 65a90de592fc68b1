#pragma once
#include "Wire.h"

#define SSD1306_WHITE 1
#define SSD1306_SWITCHCAPVCC 0x02

class Adafruit_GFX : public Print {
 public:
  size_t write(uint8_t byte) override;
  void setTextSize(uint8_t size);
  void setTextColor(uint16_t colour);
  void setTextWrap(bool wrap);
  void setCursor(int16_t x, int16_t y);
};

class Adafruit_SSD1306 : public Adafruit_GFX {
 public:
  Adafruit_SSD1306(uint8_t width, uint8_t height, TwoWire* bus, int8_t resetPin = -1, uint32_t clockDuring = 400000UL,
                   uint32_t clockAfter = 100000UL);
  bool begin(uint8_t supply = SSD1306_SWITCHCAPVCC, uint8_t address = 0, bool reset = true, bool startBus = true);
  void display();
  void clearDisplay();
};
