#pragma once
#include "Arduino.h"

class TwoWire : public Stream {
 public:
  bool begin(int sda, int scl, uint32_t frequency = 0);
  void beginTransmission(uint8_t address);
  uint8_t endTransmission();
  size_t write(uint8_t byte) override;
  int available() override;
  int read() override;
  int peek() override;
};
extern TwoWire Wire;
