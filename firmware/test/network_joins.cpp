// src/network.cpp against a WiFi that behaves as the Arduino core's does. The core's status is no more than what its event
// handler last made of it, and after a disconnect for AUTH_EXPIRE that is still "connected" (2.0.17 and 3.x).

#include "../src/network.h"

#include <ESPmDNS.h>
#include <WiFi.h>

#include <cstdio>
#include <cstring>

namespace {

bool associated = false;
wl_status_t told = WL_IDLE_STATUS;
int joins = 0;
int mistakes = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  mistakes++;
}

}  // namespace

WiFiClass WiFi;
MDNSResponder MDNS;
EspClass ESP;

void WiFiClass::persistent(bool) {}
bool WiFiClass::mode(wifi_mode_t) { return true; }
bool WiFiClass::setSleep(bool) { return true; }
bool WiFiClass::setAutoReconnect(bool) { return true; }
bool WiFiClass::disconnect(bool, bool) { return true; }
wl_status_t WiFiClass::status() { return told; }
int32_t WiFiClass::channel() { return 6; }
wl_status_t WiFiClass::begin(const char*, const char*, int32_t, const uint8_t*, bool) {
  joins++;
  return told;
}
uint8_t* WiFiClass::BSSID() {
  static uint8_t accessPoint[6] = {2, 0, 0, 0, 0, 1};
  return associated ? accessPoint : nullptr;
}
bool MDNSResponder::begin(const char*) { return true; }
void MDNSResponder::end() {}
uint64_t EspClass::getEfuseMac() { return 0; }

int main() {
  Network network;
  network.begin();
  expect(!network.work(0) && joins == 1, "it joins at the start");

  told = WL_CONNECTED;
  expect(!network.work(50), "an address without an access point is no network");
  associated = true;
  expect(network.work(100), "it is up");
  expect(network.work(60000) && joins == 1, "it stays up, and joins no second time");

  associated = false;  // AUTH_EXPIRE: nobody told the status
  expect(!network.work(60050), "without an access point it is down, whatever the status says");
  for (scram::UptimeMs now = 60100; now < 90000; now += 50) network.work(now);
  expect(joins > 2, "it joins again, and again");
  associated = true;
  expect(network.work(90000), "it is up again");

  std::printf("%d mistakes\n", mistakes);
  return mistakes == 0 ? 0 : 1;
}
