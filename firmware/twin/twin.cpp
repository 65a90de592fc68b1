#include "twin.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "../lib/scram_core/pairing.h"

namespace twin {
namespace {

using scram::PathId;
using scram::UptimeMs;

constexpr const char* kVersion = "1.0.0-twin";
constexpr UptimeMs kUnpairedEveryMs = 1000;
constexpr UptimeMs kLookAtPortEveryMs = 100;
constexpr UptimeMs kSampleMs = 2;
constexpr uint64_t kNoiseMaxBytes = 1'000'000;
constexpr unsigned kBounceMax = 1000;

/// The monotonic clock of this machine; the button's own time starts at 0 with each boot.
uint64_t hostMs() {
  using namespace std::chrono;
  return static_cast<uint64_t>(duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
}

/// 64 random bits, as the chip's generator gives them.
uint64_t hardwareRandom() {
  std::random_device device;
  return static_cast<uint64_t>(device()) << 32 | device();
}

}  // namespace

Twin::Twin(const Options& options)
    : options_(options), nvs_(options.nvsFile), port_(options.usbLink), noise_(options.seed) {
  if (!options_.rootFile.empty()) tls_ = std::make_unique<TlsRoot>(options_.rootFile);
  SSL_CTX* context = tls_ ? tls_->context() : nullptr;
  if (options_.lan) http_.push_back(std::make_unique<HttpPath>(PathId::Lan, *options_.lan, context));
  if (options_.vm) http_.push_back(std::make_unique<HttpPath>(PathId::Vm, *options_.vm, context));
  if (!port_.plug()) {
    std::fprintf(stderr, "twin: no pseudo-terminal: %s\n", std::strerror(errno));
    std::exit(1);
  }
  boot("poweron");
}

UptimeMs Twin::now() const { return hostMs() - bootStartedMs_; }

void Twin::boot(const std::string& reason) {
  bootStartedMs_ = hostMs();
  booting_ = true;
  boots_++;
  resetReason_ = reason;
  device_.reset();
  bench_.restart();
  usbLines_.clear();
  for (auto& path : http_) path->restart();
  for (auto& reply : lastReply_) reply.clear();
  // The chip's ROM greets at this speed too, and a reader has to live with it.
  port_.send("rst:0x1 (" + reason + "),boot:0x13 (FLASH)\r\nload:0x3fff0030,len:1184\r\nentry 0x400805cc\r\n");
}

void Twin::endBoot() {
  booting_ = false;
  NvsFile::Contents stored = nvs_.load();

  uint8_t flashed[scram::kSecretBytes];
  uint8_t paired[scram::kSecretBytes];
  const bool hasFlashed = options_.secretHex && scram::parseHexBytes(*options_.secretHex, flashed, sizeof flashed);
  const bool hasPaired = stored.secretHex && scram::parseHexBytes(*stored.secretHex, paired, sizeof paired);
  const uint64_t fingerprint = scram::secretFingerprint(hasFlashed ? flashed : nullptr);
  scram::DeviceKeys keys;
  if (scram::pairedSecretCounts(hasPaired, stored.pairedOver, fingerprint)) {
    keys = scram::DeviceKeys(paired);
  } else if (hasFlashed) {
    keys = scram::DeviceKeys(flashed);
  }

  scram::Counter counter(stored.counterEnd, hardwareRandom());
  stored.counterEnd = counter.reservationEnd();
  if (nvs_.save(stored)) counter.reserved(stored.counterEnd);

  scram::DeviceSetup setup;
  setup.deviceId = options_.deviceId;
  setup.changeover = options_.changeover;
  setup.lanConfigured = options_.lan.has_value();
  setup.vmConfigured = options_.vm.has_value();
  setup.resetReason = resetReason_;
  setup.version = kVersion;
  device_ = std::make_unique<scram::Device>(setup, keys, counter);
  lastSampleMs_ = now();
  unpairedAtMs_ = 0;
  if (port_.plugged()) device_->connected(PathId::Usb, now());
}

void Twin::work() {
  if (booting_) {
    if (now() < options_.bootMs) return;
    endBoot();
  }
  sampleContacts();
  workUsb();
  if (booting_) return;  // the host has opened the port, or a pairing asked for a restart
  for (auto& path : http_) path->work(*device_, now(), lastReply_[static_cast<size_t>(path->id())]);
  topUpCounter();
  print();
}

void Twin::sampleContacts() {
  const UptimeMs until = now();
  // On the board every edge raises an interrupt. Here the time since the last turn is gone through step by step while
  // the contact moves, so a turn that came late sees the same edges.
  UptimeMs at = bench_.moving(lastSampleMs_) ? lastSampleMs_ + 1 : until;
  for (; at <= until; at++) {
    if (device_->sample(bench_.contactsAt(at), at) == scram::SwitchEvent::Threw) {
      for (auto& path : http_) path->hurry(at);
    }
  }
  lastSampleMs_ = until;
}

void Twin::workUsb() {
  if (port_.look() && options_.resetOnOpen) return boot("poweron");
  char buffer[512];
  for (size_t count = port_.receive(buffer, sizeof buffer); count > 0; count = port_.receive(buffer, sizeof buffer)) {
    for (size_t i = 0; i < count; i++) {
      if (!usbLines_.push(buffer[i])) continue;
      heardOnUsb(usbLines_.line());
      if (booting_) return;
    }
  }
  if (!device_->paired()) return announceUnpaired();
  const UptimeMs time = now();
  scram::SignedFrame frame;
  if (device_->dueAtMs(PathId::Usb) > time || !device_->compose(PathId::Usb, time, frame)) return;
  // A line end first: whatever half a line was on the wire before, the frame stands on its own.
  port_.send("\n" + std::string(frame.line()) + "\n");
}

void Twin::announceUnpaired() {
  if (now() < unpairedAtMs_) return;
  unpairedAtMs_ = now() + kUnpairedEveryMs;
  char notice[scram::kNoticeMaxChars];
  const size_t length = scram::formatUnpaired(options_.deviceId, kVersion, notice, sizeof notice);
  port_.send("\n" + std::string(notice, length) + "\n");
}

void Twin::heardOnUsb(std::string_view line) {
  uint8_t secret[scram::kSecretBytes];
  if (!scram::parsePairing(line, options_.deviceId, secret)) {
    if (device_->hear(PathId::Usb, line, now())) lastReply_[static_cast<size_t>(PathId::Usb)] = std::string(line);
    return;
  }
  const auto verdict = scram::judgePairing(device_->paired(), bench_.bootHeld(), device_->undelivered());
  if (verdict == scram::PairingVerdict::Accepted) {
    NvsFile::Contents stored = nvs_.load();
    char hex[scram::kSecretBytes * 2];
    scram::TextWriter writer(hex, sizeof hex);
    for (const uint8_t byte : secret) writer.hex(byte, 2);
    stored.secretHex = std::string(writer.view());
    uint8_t flashed[scram::kSecretBytes];
    const bool hasFlashed = options_.secretHex && scram::parseHexBytes(*options_.secretHex, flashed, sizeof flashed);
    stored.pairedOver = scram::secretFingerprint(hasFlashed ? flashed : nullptr);
    if (!nvs_.save(stored)) return;  // unanswered: the host asks again, and nothing has changed
  }
  char answer[scram::kNoticeMaxChars];
  const size_t length = scram::formatPairingAnswer(options_.deviceId, verdict, answer, sizeof answer);
  port_.send("\n" + std::string(answer, length) + "\n");
  if (verdict == scram::PairingVerdict::Accepted) boot("sw");
}

void Twin::topUpCounter() {
  if (!device_->idle() || !device_->counter().wantsReservation()) return;
  NvsFile::Contents stored = nvs_.load();
  stored.counterEnd = device_->counter().reservationEnd();
  if (nvs_.save(stored)) device_->counter().reserved(stored.counterEnd);
}

void Twin::print() {
  const scram::Shown shown = scram::show(*device_, now());
  const std::string key = pictureKey(shown);
  if (key == printed_) return;
  printed_ = key;
  const std::string text = options_.json ? stateJson(*device_, now(), surroundings()) + "\n" : drawPicture(shown);
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

Surroundings Twin::surroundings() const {
  Surroundings around;
  around.usbPath = port_.plugged() ? port_.path() : "";
  around.usbOpen = port_.isOpen();
  around.wireCut = bench_.wireCut();
  around.bootHeld = bench_.bootHeld();
  around.boots = boots_;
  for (const auto& path : http_) {
    if (path->id() == PathId::Lan) around.lanCut = path->isCut();
    if (path->id() == PathId::Vm) around.vmCut = path->isCut();
  }
  for (size_t i = 0; i < scram::kPathCount; i++) around.lastReply[i] = lastReply_[i];
  return around;
}

void Twin::watch(std::vector<pollfd>& polled) const {
  // A closed pseudo-terminal reports a hang-up for ever: watching it would spin, so it is looked at now and then.
  if (port_.plugged() && port_.isOpen()) polled.push_back({port_.fd(), POLLIN, 0});
  if (booting_) return;
  for (const auto& path : http_) path->watch(polled);
}

int Twin::waitMs() const {
  const UptimeMs time = now();
  UptimeMs until = time + 1000;
  if (port_.plugged() && !port_.isOpen()) until = time + kLookAtPortEveryMs;
  if (booting_) {
    until = std::min<UptimeMs>(until, options_.bootMs);
  } else {
    if (device_->undecided() || bench_.moving(time)) until = std::min(until, time + kSampleMs);
    if (device_->paired()) until = std::min(until, device_->dueAtMs(PathId::Usb));
    for (const auto& path : http_) until = std::min(until, path->wakeAtMs(*device_));
  }
  return until <= time ? 0 : static_cast<int>(until - time);
}

void Twin::sendNoise(uint64_t count) {
  std::string bytes;
  for (uint64_t i = 0; i < count; i++) bytes += static_cast<char>(noise_());
  port_.send(bytes);
}

std::string Twin::netCommand(const std::string& which, bool down) {
  if (!which.empty() && which != "lan" && which != "vm") return "error: netdown and netup take lan, vm or nothing";
  bool any = false;
  for (auto& path : http_) {
    const bool meant = which.empty() || (which == "lan") == (path->id() == PathId::Lan);
    if (!meant) continue;
    any = true;
    if (down && !path->isCut()) {
      path->cut();
      if (device_) device_->disconnected(path->id());
    }
    if (!down && path->isCut()) path->mend(now());
  }
  return any ? "ok" : "error: no such engine is configured";
}

std::string Twin::usbCommand(bool down) {
  if (down) {
    port_.unplug();
    if (device_) device_->disconnected(PathId::Usb);
    return "ok";
  }
  if (port_.plugged()) return "ok";
  if (!port_.plug()) return std::string("error: ") + std::strerror(errno);
  if (device_) device_->connected(PathId::Usb, now());
  const std::string text = options_.json ? "{\"event\":\"usb\",\"path\":" + quoteJson(port_.path()) + "}\n" : "usb " + port_.path() + "\n";
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
  return "ok";
}

std::string Twin::command(const std::string& line) {
  std::istringstream words(line);
  std::string name;
  std::string argument;
  words >> name >> argument;
  const bool number = !argument.empty() && argument.size() <= 9 && argument.find_first_not_of("0123456789") == std::string::npos;
  const uint64_t count = number ? std::stoull(argument) : 0;

  if (name == "throw") {
    bench_.throwSwitch();
  } else if (name == "release") {
    bench_.releaseSwitch();
  } else if (name == "cut" && argument.empty()) {
    bench_.cutKillWire();
  } else if (name == "cut" && argument == "other") {
    bench_.cutOtherWire();
  } else if (name == "mend") {
    bench_.mendWires();
  } else if (name == "bounce") {
    if (!number || count > kBounceMax) return "error: bounce takes a number up to " + std::to_string(kBounceMax);
    bench_.bounce(static_cast<unsigned>(count), now());
  } else if (name == "netdown" || name == "netup") {
    return netCommand(argument, name == "netdown");
  } else if (name == "usbdown" || name == "usbup") {
    return usbCommand(name == "usbdown");
  } else if (name == "reboot") {
    const bool plain = argument.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
    if (!plain || argument.size() > scram::kResetReasonMaxChars) return "error: a reason is up to 12 of a-z and _";
    boot(argument.empty() ? "sw" : argument);
  } else if (name == "nvs-erase") {
    nvs_.erase();
    boot("poweron");  // whoever erases a board's flash restarts it; a running one would write its block again
  } else if (name == "noise") {
    if (!number || count > kNoiseMaxBytes) return "error: noise takes a number up to " + std::to_string(kNoiseMaxBytes);
    sendNoise(count);
  } else if (name == "hold-boot" || name == "free-boot") {
    bench_.holdBoot(name == "hold-boot");
  } else if (name == "state") {
    return device_ ? stateJson(*device_, now(), surroundings()) : "{\"event\":\"booting\"}";
  } else if (name == "quit") {
    quitting_ = true;
  } else {
    return "error: unknown command; throw, release, cut, mend, bounce, netdown, netup, usbdown, usbup, reboot, nvs-erase, "
           "noise, hold-boot, free-boot, state, quit";
  }
  return "ok";
}

}  // namespace twin
