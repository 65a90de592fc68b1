// The task that everything else exists for: contacts to latch to senders.
#pragma once

#include "app.h"

/// Starts it, above every other task of ours.
void startSwitchTask(App& app);
