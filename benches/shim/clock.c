// SPDX-License-Identifier: MIT OR Apache-2.0
//
// The time that the processor has given to this thread.

#include <stdint.h>
#include <time.h>

// Nanoseconds; 0 where the system cannot tell.
uint64_t bench_thread_nanoseconds(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0) {
        return 0;
    }
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
