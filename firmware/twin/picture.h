// What the button shows, as text: a picture for people, JSON for programs.
#pragma once

#include <string>

#include "../lib/scram_core/shown.h"

namespace twin {

/// The display with its four rows, the LED and the buzzer beside it.
std::string drawPicture(const scram::Shown& shown);

/// Two moments with the same key look the same apart from the blink; the picture is printed when it changes.
std::string pictureKey(const scram::Shown& shown);

std::string quoteJson(const std::string& text);

/// What the twin knows beside the device.
struct Surroundings {
  std::string usbPath;
  bool usbOpen = false;
  bool wireCut = false;
  bool bootHeld = false;
  bool lanCut = false;
  bool vmCut = false;
  unsigned boots = 0;
  std::string lastReply[scram::kPathCount];
};

/// Everything that a test may want to know, on one line.
std::string stateJson(const scram::Device& device, scram::UptimeMs now, const Surroundings& around);

}  // namespace twin
