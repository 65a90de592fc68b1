#include "nvs_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "../lib/scram_core/text.h"

namespace twin {
namespace {

std::string hex16(uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

}  // namespace

NvsFile::Contents NvsFile::load() const {
  Contents contents;
  std::ifstream file(path_);
  std::string line;
  while (std::getline(file, line)) {
    const size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string name = line.substr(0, equals);
    const std::string value = line.substr(equals + 1);
    uint64_t number = 0;
    uint8_t secret[32];
    if (name == "counterEnd" && scram::parseHex(value, number)) contents.counterEnd = number;
    if (name == "pairedOver" && scram::parseHex(value, number)) contents.pairedOver = number;
    if (name == "secret" && scram::parseHexBytes(value, secret, sizeof secret)) contents.secretHex = value;
  }
  return contents;
}

bool NvsFile::save(const Contents& contents) const {
  std::string text = "counterEnd=" + hex16(contents.counterEnd) + "\n";
  if (contents.secretHex) {
    text += "secret=" + *contents.secretHex + "\npairedOver=" + hex16(contents.pairedOver) + "\n";
  }
  const std::string fresh = path_ + ".new";
  const int fd = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  written = fsync(fd) == 0 && written;
  close(fd);
  return written && std::rename(fresh.c_str(), path_.c_str()) == 0;
}

void NvsFile::erase() const { unlink(path_.c_str()); }

}  // namespace twin
