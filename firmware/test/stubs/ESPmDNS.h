#pragma once
#include "Arduino.h"

class MDNSResponder {
 public:
  bool begin(const char* name);
  void end();
  IPAddress queryHost(const char* host, uint32_t timeoutMs = 2000);
};
extern MDNSResponder MDNS;
