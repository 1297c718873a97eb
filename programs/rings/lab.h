// The calls of kernel-model/syscall/lab.cpp.
#pragma once

#include "programs/raw.h"

enum
{
    call_lab_read_user = 501,
    call_lab_call_user = 502,
    bad_address = -14,  // -EFAULT
    no_such_call = -38, // -ENOSYS
};

static inline int say_that_there_is_no_lab(void)
{
    print("the kernel has no lab; start it with the parameter lab=on\n");
    return 2;
}
