// A device on a bench: time is driven by hand, and engines answer as the contract says.
#pragma once

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "../../lib/scram_core/shown.h"
#include "helpers.h"

namespace helpers {

using scram::Counter;
using scram::Device;
using scram::DeviceSetup;
using scram::Headline;
using scram::Path;
using scram::PathId;
using scram::SignedFrame;
using scram::SwitchContacts;
using scram::UptimeMs;
using scram::kPathCount;
using scram::kPaths;
using scram::show;

constexpr SwitchContacts kClosed = {false, false};
constexpr SwitchContacts kOpen = {true, true};

/// Judges counters as an engine does, and answers with the state it is told to be in.
struct Engine {
  char state = 'A';
  bool deaf = false;  ///< frames don't arrive
  bool mute = false;  ///< frames arrive, answers don't
  uint64_t highWater = 0;
  std::set<uint64_t> seen;
  std::vector<Sent> accepted;

  std::string take(const Sent& sent) {
    if (deaf) return "";
    const bool duplicate = seen.count(sent.counter) != 0;
    const bool late = sent.counter < highWater && highWater - sent.counter <= 64;
    if (duplicate || sent.counter > highWater || late) {
      seen.insert(sent.counter);
      highWater = std::max(highWater, sent.counter);
      if (!duplicate) accepted.push_back(sent);
      if (sent.type == 'K' && state == 'A') state = 'P';
    }
    return mute ? "" : reply(sent.counter, state, highWater);
  }

  int count(char type) const {
    return static_cast<int>(std::count_if(accepted.begin(), accepted.end(), [&](const Sent& s) { return s.type == type; }));
  }
};

/// A device on a bench, 1 ms a step. USB has engine 0, LAN 1, VM 2, unless a test lets two paths share one.
struct Rig {
  explicit Rig(bool lan = true, bool vm = false, uint64_t storedEnd = 1000, bool changeover = false)
      : device(setup(lan, vm, changeover), keys(), Counter(storedEnd, 0)) {
    for (Engine& each : own) each.highWater = storedEnd - 1;
    device.connected(PathId::Usb, 0);
    if (lan) device.connected(PathId::Lan, 0);
    if (vm) device.connected(PathId::Vm, 0);
  }

  static DeviceSetup setup(bool lan, bool vm, bool changeover) {
    DeviceSetup setup;
    setup.deviceId = kDeviceId;
    setup.changeover = changeover;
    setup.lanConfigured = lan;
    setup.vmConfigured = vm;
    setup.resetReason = "poweron";
    setup.version = "1.0.0";
    return setup;
  }

  void run(UptimeMs ms) {
    for (const UptimeMs end = now + ms; now < end; now++) {
      device.sample(contacts, now);
      for (const PathId id : kPaths) {
        if (device.dueAtMs(id) > now) continue;
        SignedFrame frame;
        if (!device.compose(id, now, frame)) continue;
        const Sent sent = takeApart(frame);
        log.push_back({id, now, sent});
        const std::string answer = engine[static_cast<size_t>(id)]->take(sent);
        if (!answer.empty()) device.hear(id, answer, now);
      }
    }
  }

  struct Logged {
    PathId id;
    UptimeMs at;
    Sent sent;
  };
  std::vector<Logged> logged(PathId id, char type) const {
    std::vector<Logged> found;
    std::copy_if(log.begin(), log.end(), std::back_inserter(found),
                 [&](const Logged& each) { return each.id == id && (type == '*' || each.sent.type == type); });
    return found;
  }
  Headline headline() const { return show(device, now).headline; }
  const Path& path(PathId id) const { return device.path(id); }

  Device device;
  Engine own[kPathCount];
  Engine* engine[kPathCount] = {&own[0], &own[1], &own[2]};
  SwitchContacts contacts = kClosed;
  UptimeMs now = 0;
  std::vector<Logged> log;
};

}  // namespace helpers
