// The counter in every frame: what makes yesterday's recorded frame worthless.
#pragma once

#include <cstdint>

namespace scram {

/// Counts every frame on any path and never gives the same number twice, not even across a reset.
///
/// Flash is written a block at a time: the end of the block is stored before a number of it is used, and a reset goes on
/// at that end. Writing flash stops both cores' caches for milliseconds, so nothing here asks for it during a kill.
class Counter {
 public:
  static constexpr uint64_t kBlock = 1024;
  /// A number from here on can only be a fault: a random start is below 2^62 and half of that is never counted through.
  static constexpr uint64_t kCeiling = uint64_t{1} << 63;

  /// `storedEnd` is what was last stored, 0 for nothing. Then the start is random: after a lost flash there is no other
  /// way to be likely above what the engines have seen, and where it isn't, `jumpAbove` mends it.
  Counter(uint64_t storedEnd, uint64_t random);

  uint64_t take() { return next_++; }
  uint64_t next() const { return next_; }

  /// An engine has accepted `highWater` from this device. True when that is ahead of everything taken here, so that the
  /// counter had to jump.
  bool jumpAbove(uint64_t highWater);

  /// True when half of the reserved block is used up (or all of it, after a long kill or a jump).
  bool wantsReservation() const { return reservedEnd_ < next_ + kBlock / 2; }
  /// What to store next; `reserved` tells that it has been stored.
  uint64_t reservationEnd() const { return next_ + kBlock; }
  void reserved(uint64_t end) { reservedEnd_ = end; }
  uint64_t reservedEnd() const { return reservedEnd_; }

 private:
  uint64_t next_;
  uint64_t reservedEnd_ = 0;
};

}  // namespace scram
