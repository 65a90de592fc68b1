#include "network.h"

#include <ESPmDNS.h>
#include <WiFi.h>

#include <algorithm>

#include "settings.h"

namespace {

constexpr scram::UptimeMs kJoinTimeoutMs = 10000;

}  // namespace

void Network::begin() {
  WiFi.persistent(false);  // or every join writes the password to flash
  WiFi.mode(WIFI_STA);
  WiFi.setSleep(false);  // modem sleep costs up to a quarter of a second on every packet
  WiFi.setAutoReconnect(false);
}

bool Network::work(scram::UptimeMs now) {
  // The status is what the core's last event made of it: after a disconnect for AUTH_EXPIRE it stays "connected".
  const uint8_t* accessPoint = WiFi.status() == WL_CONNECTED ? WiFi.BSSID() : nullptr;
  const bool isUp = accessPoint != nullptr;
  if (isUp && !up_) {
    std::copy_n(accessPoint, sizeof accessPoint_, accessPoint_);
    channel_ = WiFi.channel();
    knowsAccessPoint_ = tryKnownFirst_ = true;
    joining_ = false;
    backoff_.succeeded();
    char name[24] = {};
    scram::TextWriter writer(name, sizeof name - 1);
    writer.text("scram-button-");
    writer.hex(settings::deviceId(), 8);
    MDNS.end();
    MDNS.begin(name);
  }
  if (!isUp && up_) joinAtMs_ = now;
  up_ = isUp;
  if (up_) return true;

  if (joining_ && now - joiningSinceMs_ > kJoinTimeoutMs) {
    WiFi.disconnect();
    joining_ = false;
    joinAtMs_ = now + backoff_.afterFailure(false);
  }
  if (!joining_ && now >= joinAtMs_) join(now);
  return false;
}

void Network::join(scram::UptimeMs now) {
  joining_ = true;
  joiningSinceMs_ = now;
  // The last access point and channel first, without a scan; then whichever has the name.
  if (knowsAccessPoint_ && tryKnownFirst_) {
    WiFi.begin(secrets::kWifiName, secrets::kWifiPassword, channel_, accessPoint_);
  } else {
    WiFi.begin(secrets::kWifiName, secrets::kWifiPassword);
  }
  tryKnownFirst_ = !tryKnownFirst_;
}
