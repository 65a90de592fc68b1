#include "pairing.h"

namespace scram {
namespace {

// P1|dddddddd|64 hex digits|mmmmmmmmmmmmmmmmmmmmmm
struct PairingLayout {
  static constexpr size_t kDeviceAt = 3;
  static constexpr size_t kSecretAt = kDeviceAt + 8 + 1;
  static constexpr size_t kMacAt = kSecretAt + kSecretBytes * 2 + 1;
  static constexpr size_t kChars = kMacAt + kMacChars;
};

}  // namespace

bool parsePairing(std::string_view line, uint32_t deviceId, uint8_t secret[kSecretBytes]) {
  using At = PairingLayout;
  if (line.size() != At::kChars || line.substr(0, At::kDeviceAt) != "P1|") return false;
  if (line[At::kSecretAt - 1] != '|' || line[At::kMacAt - 1] != '|') return false;
  uint64_t device = 0;
  if (!parseHex(line.substr(At::kDeviceAt, 8), device) || device != deviceId) return false;

  uint8_t offered[kSecretBytes];
  if (!parseHexBytes(line.substr(At::kSecretAt, kSecretBytes * 2), offered, kSecretBytes)) return false;
  if (!DeviceKeys(offered).verifyDown(line.substr(0, At::kMacAt - 1), line.substr(At::kMacAt))) return false;
  for (size_t i = 0; i < kSecretBytes; i++) secret[i] = offered[i];
  return true;
}

PairingVerdict judgePairing(bool paired, bool bootHeld, bool killPending) {
  if (paired && !bootHeld) return PairingVerdict::HoldBoot;
  // The restart that follows would forget a throw that nobody has acknowledged.
  return killPending ? PairingVerdict::KillPending : PairingVerdict::Accepted;
}

size_t formatUnpaired(uint32_t deviceId, std::string_view version, char* out, size_t capacity) {
  TextWriter writer(out, capacity);
  writer.text("S0|");
  writer.hex(deviceId, 8);
  writer.text("|unpaired|");
  writer.text(version);
  return writer.fits() ? writer.length() : 0;
}

size_t formatPairingAnswer(uint32_t deviceId, PairingVerdict verdict, char* out, size_t capacity) {
  TextWriter writer(out, capacity);
  writer.text("S0|");
  writer.hex(deviceId, 8);
  switch (verdict) {
    case PairingVerdict::Accepted:
      writer.text("|paired");
      break;
    case PairingVerdict::HoldBoot:
      writer.text("|refused|hold BOOT and pair again");
      break;
    case PairingVerdict::KillPending:
      writer.text("|refused|a kill is not yet acknowledged");
      break;
  }
  return writer.fits() ? writer.length() : 0;
}

bool pairedSecretCounts(bool hasPaired, uint64_t pairedOver, uint64_t flashedFingerprint) {
  if (!hasPaired) return false;
  return flashedFingerprint == 0 || flashedFingerprint == pairedOver;
}

uint64_t secretFingerprint(const uint8_t* secret) {
  if (secret == nullptr) return 0;
  uint8_t digest[kSha256Bytes];
  hmacSha256(secret, kSecretBytes, "fingerprint", 11, digest);
  uint64_t value = 0;
  for (int i = 0; i < 8; i++) value = value << 8 | digest[i];
  return value == 0 ? 1 : value;
}

}  // namespace scram
