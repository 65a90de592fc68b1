// Display, LED and buzzer: what the core says is shown, after everything that is sent.
#pragma once

#include "app.h"

void startDisplayTask(App& app);
