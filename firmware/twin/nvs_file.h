// The button's flash as a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace twin {

/// A few lines of `name=value`, replaced whole: a process that is killed in between leaves the old or the new one.
class NvsFile {
 public:
  explicit NvsFile(std::string path) : path_(std::move(path)) {}

  struct Contents {
    uint64_t counterEnd = 0;               ///< 0: nothing stored
    std::optional<std::string> secretHex;  ///< from a pairing over USB
    uint64_t pairedOver = 0;               ///< fingerprint of the flashed secret at that time
  };

  Contents load() const;
  /// False when it could not be written.
  bool save(const Contents& contents) const;
  void erase() const;

 private:
  std::string path_;
};

}  // namespace twin
