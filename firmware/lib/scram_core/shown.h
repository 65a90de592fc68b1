// What the button shows: one headline, one LED, one buzzer, four rows of text. The display of the board and the text
// picture of the twin are the same rows.
#pragma once

#include "device.h"

namespace scram {

enum class Headline { NotPaired, Armed, Paused, NoLink, Fault, Killed, Processing };

/// A tone for the throw, beeps while nobody has acknowledged it, a chirp now and then for a fault.
enum class BuzzerPattern { Silent, Tone, Beeps, Chirps };

/// Yellow is red and green together.
enum class LedColour { Off, Red, Yellow, Blue };

constexpr size_t kRowChars = 21;  ///< 128 pixels at 6 a character
constexpr size_t kRowCount = 4;

struct Shown {
  Headline headline = Headline::NoLink;
  LedColour led = LedColour::Off;  ///< with the blink applied: what is lit at this moment
  bool blinking = false;
  BuzzerPattern buzzer = BuzzerPattern::Silent;
  bool buzzerOn = false;  ///< with the pattern applied: whether it sounds at this moment
  char rows[kRowCount][kRowChars + 1] = {};  ///< headline, names of the paths, their marks, one hint
};

Shown show(const Device& device, UptimeMs now);

const char* headlineText(Headline headline);
const char* markText(PathMark mark);
const char* pathName(PathId id);
/// The colour that belongs to a headline, whether it is lit at this moment or blinking dark.
LedColour headlineColour(Headline headline);
const char* colourText(LedColour colour);
const char* buzzerText(BuzzerPattern pattern);

}  // namespace scram
