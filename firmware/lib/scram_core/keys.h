// A device's secret and the two keys made from it.
#pragma once

#include <cstdint>
#include <string_view>

#include "sha256.h"
#include "text.h"

namespace scram {

constexpr size_t kSecretBytes = 32;

/// One key a direction, so that a frame sent up can never be played back as an answer. The secret itself signs nothing.
class DeviceKeys {
 public:
  DeviceKeys() = default;  // unpaired: `paired()` is false and nothing may be signed
  explicit DeviceKeys(const uint8_t secret[kSecretBytes]);

  bool paired() const { return paired_; }
  void signUp(std::string_view body, char mac[kMacChars]) const;
  void signDown(std::string_view body, char mac[kMacChars]) const;
  bool verifyDown(std::string_view body, std::string_view mac) const;

 private:
  uint8_t up_[kSha256Bytes] = {};
  uint8_t down_[kSha256Bytes] = {};
  bool paired_ = false;
};

}  // namespace scram
