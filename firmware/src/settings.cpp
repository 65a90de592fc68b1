#include "settings.h"

#include <Arduino.h>

namespace settings {

uint32_t deviceId() {
  uint64_t id = 0;
  if (scram::parseHex(secrets::kDeviceId, id)) return static_cast<uint32_t>(id);
  // The first two bytes of the address name the maker; the last four tell boards apart.
  return static_cast<uint32_t>(ESP.getEfuseMac() >> 16);
}

bool flashedSecret(uint8_t secret[scram::kSecretBytes]) {
  return scram::parseHexBytes(secrets::kDeviceSecret, secret, scram::kSecretBytes);
}

}  // namespace settings
