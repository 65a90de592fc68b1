#include "options.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "../lib/scram_core/http_request.h"
#include "../lib/scram_core/text.h"

namespace twin {
namespace {

constexpr const char* kUsage = R"(twin --device HEX8 --nvs FILE [options]

The Scram button as a program. It speaks on a pseudo-terminal, whose path it prints, and to up to two engines.

  --device HEX8           device id, 8 hex digits
  --nvs FILE              what the button keeps over a restart; made if missing
  --secret-env NAME       the flashed secret, 64 hex digits, in this environment variable
  --secret-file FILE      the flashed secret in this file; without either, the button waits to be paired over USB
  --lan URL               first engine, e.g. http://127.0.0.1:5050
  --vm URL                second engine, e.g. https://vm.example:5050
  --root FILE             PEM of the root certificate that an https engine must chain to
  --usb-link PATH         keep a symbolic link to the pseudo-terminal here
  --control PATH          a Unix socket that takes the same commands as stdin
  --changeover            the switch has a second throw on GPIO 27
  --reset-on-open         restart when the port is opened, as many boards do
  --boot-ms N             how long a restart takes (300)
  --seed N                for `noise` (1)
  --json                  one JSON object a line on stdout instead of the picture
  --no-stdin              take commands from --control alone

Commands: throw, release, cut [other], mend, bounce N, netdown [lan|vm], netup [lan|vm], usbdown, usbup,
reboot [REASON], nvs-erase, noise N, hold-boot, free-boot, state, quit
)";

[[noreturn]] void wrong(const std::string& sentence) {
  std::fprintf(stderr, "twin: %s\n", sentence.c_str());
  std::exit(2);
}

uint64_t readNumber(const std::string& option, const std::string& text) {
  char* end = nullptr;
  const unsigned long long value = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || text[0] == '-') wrong(option + " takes a number, not \"" + text + "\"");
  return value;
}

Endpoint readUrl(const std::string& option, const std::string& url) {
  Endpoint endpoint;
  std::string rest;
  if (url.rfind("http://", 0) == 0) {
    rest = url.substr(7);
  } else if (url.rfind("https://", 0) == 0) {
    endpoint.tls = true;
    rest = url.substr(8);
  } else {
    wrong(option + " takes an address that starts with http:// or https://");
  }
  if (!rest.empty() && rest.back() == '/') rest.pop_back();
  if (rest.find_first_of("/?#@ ") != std::string::npos) wrong(option + " takes a scheme, a host and a port, nothing after them");

  const size_t bracket = rest.find(']');
  const size_t colon = rest.find(':', bracket == std::string::npos ? 0 : bracket);
  endpoint.host = rest.substr(0, colon);
  endpoint.port = colon == std::string::npos ? (endpoint.tls ? "443" : "80") : rest.substr(colon + 1);
  endpoint.hostHeader = rest;
  if (endpoint.host.size() > 2 && endpoint.host.front() == '[') endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  const uint64_t port = readNumber(option + "'s port", endpoint.port);
  if (endpoint.host.empty() || port == 0 || port > 65535) wrong(option + " needs a host and a port from 1 to 65535");
  if (rest.size() > scram::kHostMaxChars) wrong(option + " has a host name that is too long");
  return endpoint;
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string readSecretFile(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  if (!std::getline(file, text)) wrong("cannot read a secret from " + path);
  return text;
}

}  // namespace

Options readOptions(int argc, char** argv) {
  Options options;
  bool hasDevice = false;
  for (int i = 1; i < argc; i++) {
    const std::string option = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 >= argc) wrong(option + " needs a value");
      return argv[++i];
    };
    if (option == "--help") {
      std::fputs(kUsage, stdout);
      std::exit(0);
    } else if (option == "--device") {
      const std::string text = value();
      uint64_t id = 0;
      if (text.size() != 8 || !scram::parseHex(text, id)) wrong("--device takes 8 lower-case hex digits, not \"" + text + "\"");
      options.deviceId = static_cast<uint32_t>(id);
      hasDevice = true;
    } else if (option == "--nvs") {
      options.nvsFile = value();
    } else if (option == "--secret-env") {
      const std::string name = value();
      const char* secret = std::getenv(name.c_str());
      if (secret == nullptr) wrong("the environment has no " + name);
      options.secretHex = trimmed(secret);
    } else if (option == "--secret-file") {
      options.secretHex = trimmed(readSecretFile(value()));
    } else if (option == "--lan") {
      options.lan = readUrl(option, value());
    } else if (option == "--vm") {
      options.vm = readUrl(option, value());
    } else if (option == "--root") {
      options.rootFile = value();
    } else if (option == "--usb-link") {
      options.usbLink = value();
    } else if (option == "--control") {
      options.controlSocket = value();
    } else if (option == "--changeover") {
      options.changeover = true;
    } else if (option == "--reset-on-open") {
      options.resetOnOpen = true;
    } else if (option == "--boot-ms") {
      options.bootMs = readNumber(option, value());
    } else if (option == "--seed") {
      options.seed = readNumber(option, value());
    } else if (option == "--json") {
      options.json = true;
    } else if (option == "--no-stdin") {
      options.noStdin = true;
    } else {
      wrong("unknown option " + option + "; --help lists them");
    }
  }
  if (!hasDevice) wrong("--device is needed; --help lists the options");
  if (options.nvsFile.empty()) wrong("--nvs is needed; --help lists the options");
  uint8_t secret[32];
  if (options.secretHex && !scram::parseHexBytes(*options.secretHex, secret, sizeof secret)) {
    wrong("the secret is not 64 hex digits");  // and is not repeated here: this may end up in a log
  }
  const bool tls = (options.lan && options.lan->tls) || (options.vm && options.vm->tls);
  if (tls && options.rootFile.empty()) wrong("an https engine needs --root: the button trusts one root, not a whole store");
  return options;
}

}  // namespace twin
