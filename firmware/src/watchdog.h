// The task watchdog, whose interface changed between ESP-IDF 4 and 5.
#pragma once

namespace watchdog {

/// Puts the calling task under watch: unless it calls `feed` every 2 s, the chip restarts.
void watchThisTask();
void feed();

}  // namespace watchdog
