#include "keys.h"

namespace scram {
namespace {

void signWith(const uint8_t key[kSha256Bytes], std::string_view body, char mac[kMacChars]) {
  uint8_t digest[kSha256Bytes];
  hmacSha256(key, kSha256Bytes, body.data(), body.size(), digest);
  encodeMac(digest, mac);
}

}  // namespace

DeviceKeys::DeviceKeys(const uint8_t secret[kSecretBytes]) : paired_(true) {
  hmacSha256(secret, kSecretBytes, "up", 2, up_);
  hmacSha256(secret, kSecretBytes, "down", 4, down_);
}

void DeviceKeys::signUp(std::string_view body, char mac[kMacChars]) const { signWith(up_, body, mac); }

void DeviceKeys::signDown(std::string_view body, char mac[kMacChars]) const { signWith(down_, body, mac); }

bool DeviceKeys::verifyDown(std::string_view body, std::string_view mac) const {
  if (!paired_ || !looksLikeMac(mac)) return false;
  char expected[kMacChars];
  signDown(body, expected);
  return equalInConstantTime({expected, kMacChars}, mac);
}

}  // namespace scram
