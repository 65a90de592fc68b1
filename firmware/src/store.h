// The flash: the end of the counter's block, and a secret from a pairing.
#pragma once

#include <Preferences.h>

#include "../lib/scram_core/counter.h"
#include "../lib/scram_core/keys.h"

class Store {
 public:
  /// False when the flash can't be opened; the button then works without it, and says so by its counter.
  bool begin();

  /// The counter to start with, its first block already stored.
  scram::Counter startCounter();
  /// False when it could not be stored.
  bool saveCounterEnd(uint64_t end);

  /// The keys that count: flashed or paired, whichever was given last; unpaired when there are none.
  scram::DeviceKeys keys();
  bool savePairing(const uint8_t secret[scram::kSecretBytes]);

 private:
  Preferences preferences_;
  bool open_ = false;
};
