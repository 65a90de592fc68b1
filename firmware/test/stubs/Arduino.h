// Our own outline of the Arduino core for ESP32: declarations of what the firmware calls, and the macros that would bite.
#pragma once

#include <cstddef>
#include <cstdint>

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#define IRAM_ATTR
#define F(text) (text)
#define bit(b) (1UL << (b))
#define lowByte(w) ((uint8_t)((w) & 0xff))
#define highByte(w) ((uint8_t)((w) >> 8))
#define sq(x) ((x) * (x))
#define constrain(amount, low, high) ((amount) < (low) ? (low) : ((amount) > (high) ? (high) : (amount)))
#define LOW 0x0
#define HIGH 0x1
#define INPUT 0x01
#define OUTPUT 0x03
#define CHANGE 0x03
#define DEFAULT 1
#define EXTERNAL 0

extern "C" {
void delay(uint32_t ms);
}
#if ESP_IDF_VERSION_MAJOR >= 5
extern "C" bool disableCore0WDT();
#else
extern "C" void disableCore0WDT();
#endif

class String {
 public:
  String(const char* text = "");
};

class Print {
 public:
  virtual ~Print() = default;
  virtual size_t write(uint8_t byte) = 0;
  virtual size_t write(const uint8_t* bytes, size_t size);
  size_t print(const char* text);
};

class Stream : public Print {
 public:
  virtual int available() = 0;
  virtual int read() = 0;
  virtual int peek() = 0;
};

class IPAddress {
 public:
  IPAddress();
  operator uint32_t() const;
};

class HardwareSerial : public Stream {
 public:
  void begin(unsigned long baud);
  int available() override;
  int read() override;
  int peek() override;
  void flush();
  size_t write(uint8_t byte) override;
  size_t write(const uint8_t* bytes, size_t size) override;
  size_t setRxBufferSize(size_t size);
  size_t setTxBufferSize(size_t size);
};
extern HardwareSerial Serial;

class EspClass {
 public:
  void restart();
  uint64_t getEfuseMac();
};
extern EspClass ESP;
