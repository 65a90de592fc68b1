#include "bench.h"

namespace twin {

void Bench::bounce(unsigned times, scram::UptimeMs now) {
  thrown_ = true;
  bounceStartMs_ = now;
  bounceEndMs_ = now + scram::UptimeMs{times} * 2 * kBounceMs;
}

scram::SwitchContacts Bench::contactsAt(scram::UptimeMs now) const {
  const bool swungBack = moving(now) && (now - bounceStartMs_) / kBounceMs % 2 == 1;
  const bool open = thrown_ && !swungBack;
  return {open || killWireCut_, open && !otherWireCut_};
}

}  // namespace twin
