// Pairing over the cable: how a device gets its secret without anyone typing it.
#pragma once

#include "keys.h"

namespace scram {

/// Reads `P1|<dev>|<secret 64 hex>|<mac>`, the mac made with the new secret's own "down" key: a line damaged on the wire
/// must not leave the button with a secret that nobody else has.
bool parsePairing(std::string_view line, uint32_t deviceId, uint8_t secret[kSecretBytes]);

/// A pairing is believed only from a device without a secret, or while somebody holds the BOOT button: whoever merely
/// has the port must not be able to change the keys of an armed button.
enum class PairingVerdict { Accepted, HoldBoot, KillPending };
PairingVerdict judgePairing(bool paired, bool bootHeld, bool killPending);

/// What an unpaired device says on the cable, and what it answers to a pairing; both outside the signed frames.
constexpr size_t kNoticeMaxChars = 64;
size_t formatUnpaired(uint32_t deviceId, std::string_view version, char* out, size_t capacity);
size_t formatPairingAnswer(uint32_t deviceId, PairingVerdict verdict, char* out, size_t capacity);

/// Which of two secrets counts: the one given last. `pairedOver` is the fingerprint of the flashed secret at the time of
/// the pairing, so flashing a different one wins, and flashing the same firmware again doesn't undo a pairing.
bool pairedSecretCounts(bool hasPaired, uint64_t pairedOver, uint64_t flashedFingerprint);

/// 64 bits that tell flashed secrets apart without storing them twice; 0 for none.
uint64_t secretFingerprint(const uint8_t* secret);

}  // namespace scram
