#include "json.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace json {
namespace {

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  Value value() {
    Value result;
    const char next = peek();
    if (next == '{') {
      list('{', '}', [&] {
        const std::string name = string();
        expect(':');
        result.members[name] = value();
      });
    } else if (next == '[') {
      list('[', ']', [&] { result.items.push_back(value()); });
    } else if (next == '"') {
      result.text = string();
    } else {
      while (at_ < text_.size() && std::string("0123456789").find(text_[at_]) != std::string::npos) result.text += text_[at_++];
      if (result.text.empty()) throw std::runtime_error("not JSON that this reads");
    }
    return result;
  }

 private:
  char peek() {
    while (at_ < text_.size() && std::string(" \n").find(text_[at_]) != std::string::npos) at_++;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  void expect(char c) {
    if (peek() != c) throw std::runtime_error("not JSON that this reads");
    at_++;
  }

  template <typename Each>
  void list(char open, char close, Each each) {
    expect(open);
    while (peek() != close) {
      each();
      if (peek() == ',') at_++;
    }
    expect(close);
  }

  std::string string() {
    expect('"');
    std::string result;
    while (text_.at(at_) != '"') {
      if (text_[at_] != '\\') {
        result += text_[at_++];
        continue;
      }
      const char escaped = text_.at(at_ + 1);
      at_ += 2;
      if (escaped == 'r') result += '\r';
      else if (escaped == 'n') result += '\n';
      else throw std::runtime_error("an escape that this doesn't read");
    }
    at_++;
    return result;
  }

  const std::string& text_;
  size_t at_ = 0;
};

}  // namespace

Value read(const std::string& text) { return Reader(text).value(); }

const Value& vectors() {
  static const Value value = [] {
    const char* path = std::getenv("VECTORS");
    if (path == nullptr) throw std::runtime_error("VECTORS is not set");
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return read(text.str());
  }();
  return value;
}

}  // namespace json
