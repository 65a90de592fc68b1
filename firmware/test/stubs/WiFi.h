#pragma once
#include "Arduino.h"

typedef enum { WL_IDLE_STATUS = 0, WL_CONNECTED = 3 } wl_status_t;
typedef enum { WIFI_MODE_NULL = 0, WIFI_MODE_STA } wifi_mode_t;
#define WIFI_STA WIFI_MODE_STA

class WiFiClass {
 public:
  void persistent(bool keep);
  bool mode(wifi_mode_t mode);
  bool setSleep(bool enabled);
  bool setAutoReconnect(bool enabled);
  wl_status_t begin(const char* name, const char* password = nullptr, int32_t channel = 0, const uint8_t* accessPoint = nullptr,
                    bool connect = true);
  bool disconnect(bool off = false, bool erase = false);
  static wl_status_t status();
  uint8_t* BSSID();
  int32_t channel();
};
extern WiFiClass WiFi;

class WiFiClient : public Stream {
 public:
  int connect(IPAddress address, uint16_t port, int32_t timeoutMs);
  int connect(const char* host, uint16_t port, int32_t timeoutMs);
  size_t write(uint8_t byte) override;
  size_t write(const uint8_t* bytes, size_t size) override;
  int available() override;
  int read() override;
  int read(uint8_t* bytes, size_t size);
  int peek() override;
  void stop();
  uint8_t connected();
  int setNoDelay(bool on);
};
