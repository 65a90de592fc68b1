// Just enough JSON to read vectors.json; throws on anything else.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace json {

struct Value {
  std::string text;  ///< a string, or a number as written
  std::vector<Value> items;
  std::map<std::string, Value> members;

  const Value& operator[](const std::string& name) const { return members.at(name); }
  uint64_t number() const { return std::stoull(text); }
  uint64_t hex() const { return std::stoull(text, nullptr, 16); }
};

Value read(const std::string& text);

/// The vectors, from the path in the environment variable VECTORS.
const Value& vectors();

}  // namespace json
