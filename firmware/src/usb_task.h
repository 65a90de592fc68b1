// Frames out of the USB port, replies and pairings in.
#pragma once

#include "app.h"

void startUsbTask(App& app);
