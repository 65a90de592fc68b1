#include "store.h"

#include <bootloader_random.h>
#include <esp_idf_version.h>
#include <esp_system.h>
#if ESP_IDF_VERSION_MAJOR >= 5
#include <esp_random.h>  // before ESP-IDF 5, esp_system.h declares it
#endif

#include "../lib/scram_core/pairing.h"
#include "settings.h"

namespace {

constexpr const char* kSpace = "scram";
constexpr const char* kCounterEnd = "counterEnd";
constexpr const char* kSecret = "secret";
constexpr const char* kPairedOver = "pairedOver";

/// The radio is the chip's source of entropy and is still off here; until it is on, the converter's noise has to do.
uint64_t trueRandom() {
  bootloader_random_enable();
  const uint64_t value = static_cast<uint64_t>(esp_random()) << 32 | esp_random();
  bootloader_random_disable();
  return value;
}

uint64_t flashedFingerprint() {
  uint8_t secret[scram::kSecretBytes];
  return scram::secretFingerprint(settings::flashedSecret(secret) ? secret : nullptr);
}

}  // namespace

bool Store::begin() {
  open_ = preferences_.begin(kSpace);
  return open_;
}

scram::Counter Store::startCounter() {
  const uint64_t stored = open_ ? preferences_.getULong64(kCounterEnd, 0) : 0;
  scram::Counter counter(stored, trueRandom());
  if (saveCounterEnd(counter.reservationEnd())) counter.reserved(counter.reservationEnd());
  return counter;
}

bool Store::saveCounterEnd(uint64_t end) {
  return open_ && preferences_.putULong64(kCounterEnd, end) == sizeof end;
}

scram::DeviceKeys Store::keys() {
  uint8_t secret[scram::kSecretBytes];
  const bool paired = open_ && preferences_.getBytes(kSecret, secret, sizeof secret) == sizeof secret;
  const uint64_t pairedOver = open_ ? preferences_.getULong64(kPairedOver, 0) : 0;
  if (scram::pairedSecretCounts(paired, pairedOver, flashedFingerprint())) return scram::DeviceKeys(secret);
  return settings::flashedSecret(secret) ? scram::DeviceKeys(secret) : scram::DeviceKeys();
}

bool Store::savePairing(const uint8_t secret[scram::kSecretBytes]) {
  // The fingerprint first: cut off in between, the old secret stays under a fingerprint that is its own or newer.
  return open_ && preferences_.putULong64(kPairedOver, flashedFingerprint()) == sizeof(uint64_t) &&
         preferences_.putBytes(kSecret, secret, scram::kSecretBytes) == scram::kSecretBytes;
}
