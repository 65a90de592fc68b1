#pragma once
#include <cstddef>
#include <cstdint>

class Preferences {
 public:
  bool begin(const char* name, bool readOnly = false, const char* partition = nullptr);
  size_t putULong64(const char* key, uint64_t value);
  size_t putBytes(const char* key, const void* value, size_t length);
  uint64_t getULong64(const char* key, uint64_t fallback = 0);
  size_t getBytes(const char* key, void* buffer, size_t maxLength);
};
