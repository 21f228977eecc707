// SPDX-License-Identifier: MIT OR Apache-2.0
// The smallest kernel that runs one Linux program: memory, read-only files, a console, no threads.
//
// It exists for one purpose: to run test binaries on an emulated processor whose instructions this machine lacks. The
// program runs in ring 0 beside the kernel, in identity-mapped memory; a fault of either ends the run with a message.
// Modules given by the boot loader: the program (its words are the arguments, words with @ the environment), and a cpio
// archive (newc) of the files that it may open by their absolute paths, its shared libraries among them.
//
// Not here: protection of pages, signals, threads (a program that asks for one is told to do without), writing.
#include <asm/errno.h>
#include <asm/prctl.h>
#include <asm/unistd_64.h>
#include <elf.h>
#include <linux/mman.h>
#include <linux/stat.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;

// Where things lie. The stack grows down from USER_STACK; what lies at MODULES is copied there first.
enum {
    USER_STACK = 0x0F800000,
    LOAD = 0x10000000,
    LINKER = 0x17000000,
    BRK = 0x18000000,
    MAPS = 0x1C000000,
    MAPS_END = 0x60000000,
    MODULES = 0x64000000
};
enum { SERIAL = 0x3F8, EMULATOR_SHUTDOWN = 0x8900 };
enum { MSR_STAR = 0xC0000081, MSR_LSTAR = 0xC0000082, MSR_FMASK = 0xC0000084, MSR_FS_BASE = 0xC0000100 };

// Statuses of a run that did not come to its end.
enum { NO_LINKER = 95, NO_MODULES = 96, SIGNALLED = 97, FAULTED = 98 };

enum { FILES = 64, PAGE = 4096 };

void *memcpy(void *to, const void *from, size_t n) {
    void *r = to;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
    return r;
}
void *memset(void *to, int value, size_t n) {
    void *r = to;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(n) : "a"(value) : "memory");
    return r;
}
static size_t length(const char *s) {
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}
static int same(const char *a, const char *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return 0;
    return 1;
}

static void out(u16 port, u8 value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
static u8 in(u16 port) {
    u8 value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}
static void wrmsr(u32 msr, u64 value) {
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32)));
}
static u64 rdtsc(void) {
    u32 a, d;
    __asm__ volatile("rdtsc" : "=a"(a), "=d"(d));
    return (u64)d << 32 | a;
}

static void put(char c) {
    while (!(in(SERIAL + 5) & 0x20)) {
    }
    out(SERIAL, (u8)c);
}
static void print(const char *s) {
    while (*s)
        put(*s++);
}
static void number(u64 value, u64 base) {
    char digits[20];
    int n = 0;
    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n)
        put(digits[--n]);
}

static void __attribute__((noreturn)) leave(u64 status) {
    print("\nSTATUS ");
    number(status, 10);
    print("\n");
    while (!(in(SERIAL + 5) & 0x40)) {
    }
    for (const char *s = "Shutdown"; *s; s++)
        out(EMULATOR_SHUTDOWN, (u8)*s);
    for (;;)
        __asm__ volatile("hlt");
}

// What an exception ends in.
void died(u64 vector, u64 error, u64 rip, u64 address) {
    print("\nexception ");
    number(vector, 10);
    print(" error ");
    number(error, 16);
    print(" at ");
    number(rip, 16);
    print(" address ");
    number(address, 16);
    leave(FAULTED);
}

static const u8 *archive;
static u64 archive_size;
static struct {
    const u8 *data;
    u64 size, at;
} files[FILES];

static u64 field(const u8 *at) {
    u64 v = 0;
    for (int i = 0; i < 8; i++) {
        u8 c = at[i];
        v = v << 4 | (u64)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return v;
}

// Finds a regular file of the archive (cpio, newc) by its absolute path.
static int find(const char *path, const u8 **data, u64 *size) {
    char clean[512];
    size_t n = 0;
    for (const char *s = path; *s;) {
        while (*s == '/')
            s++;
        size_t part = 0;
        while (s[part] && s[part] != '/')
            part++;
        if (part == 2 && s[0] == '.' && s[1] == '.') {
            while (n && clean[n - 1] != '/')
                n--;
            if (n)
                n--;
        } else if (part && !(part == 1 && s[0] == '.')) {
            if (n + part + 2 > sizeof clean)
                return 0;
            if (n)
                clean[n++] = '/';
            memcpy(clean + n, s, part);
            n += part;
        }
        s += part;
    }
    for (const u8 *at = archive; at + 110 <= archive + archive_size && same((const char *)at, "070701", 6);) {
        u64 mode = field(at + 14), bytes = field(at + 54), name = field(at + 94);
        const char *entry = (const char *)at + 110;
        const u8 *body = archive + (((u64)(at - archive) + 110 + name + 3) & ~3ull);
        if ((mode & S_IFMT) == S_IFREG && name == n + 1 && same(entry, clean, n)) {
            *data = body;
            *size = bytes;
            return 1;
        }
        at = archive + (((u64)(body - archive) + bytes + 3) & ~3ull);
    }
    return 0;
}

static int starts(const char *s, const char *with) {
    while (*with)
        if (*s++ != *with++)
            return 0;
    return 1;
}

// Stands for the files of random octets. They are not random enough for anything but tests.
static const u8 random_device[1];

static u8 random_octet(void) { return (u8)(rdtsc() * 0x9E3779B97F4A7C15ull >> 40); }

static long open(const char *path) {
    for (int i = 3; i < FILES; i++)
        if (!files[i].data) {
            if (starts(path, "/dev/urandom") || starts(path, "/dev/random")) {
                files[i].data = random_device;
                return i;
            }
            if (!find(path, &files[i].data, &files[i].size)) {
                files[i].data = 0;
                return -ENOENT;
            }
            files[i].at = 0;
            return i;
        }
    return -EMFILE;
}

// Fills a struct stat. The dynamic linker tells files apart by their inode numbers.
static void status(u64 size, u64 buffer, int regular, const u8 *data) {
    u8 *s = (u8 *)buffer;
    memset(s, 0, 144);
    *(u64 *)(s + 8) = (u64)data;
    *(u64 *)(s + 16) = 1;
    *(u32 *)(s + 24) = regular ? S_IFREG | 0444 : S_IFCHR | 0600;
    *(u64 *)(s + 48) = size;
    *(u64 *)(s + 56) = 4096;
}

static u64 brk = BRK, maps = MAPS;

// Memory is given from one end to the other and comes back only from the end.
static long map(u64 address, u64 size, u64 prot, u64 flags, u64 fd, u64 offset) {
    (void)prot;
    size = (size + PAGE - 1) & ~(PAGE - 1ull);
    u64 at = address;
    if (!(flags & MAP_FIXED) || !address) {
        if (size > MAPS_END - maps)
            return -ENOMEM;
        at = maps;
        maps += size;
    }
    memset((void *)at, 0, size);
    if (!(flags & MAP_ANONYMOUS)) {
        if (fd >= FILES || !files[fd].data)
            return -EBADF;
        u64 rest = files[fd].size - offset;
        memcpy((void *)at, files[fd].data + offset, rest < size ? rest : size);
    }
    return (long)at;
}

// Reads from a file.
static long give(u64 fd, u64 to, u64 n, u64 at) {
    if (fd == 0)
        return 0;
    if (fd >= FILES || !files[fd].data)
        return -EBADF;
    if (files[fd].data == random_device) {
        for (u64 i = 0; i < n; i++)
            ((u8 *)to)[i] = random_octet();
        return (long)n;
    }
    u64 rest = at < files[fd].size ? files[fd].size - at : 0;
    if (n > rest)
        n = rest;
    memcpy((void *)to, files[fd].data + at, n);
    return (long)n;
}

// The system calls that the C library and the test harness make.
long serve(u64 nr, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
    switch (nr) {
    case __NR_read: {
        long n = give(a, b, c, a < FILES ? files[a].at : 0);
        if (n > 0)
            files[a].at += (u64)n;
        return n;
    }
    case __NR_pread64:
        return give(a, b, c, d);
    case __NR_write:
        for (u64 i = 0; i < c; i++)
            put(((const char *)b)[i]);
        return (long)c;
    case __NR_writev: {
        u64 sum = 0;
        for (u64 i = 0; i < c; i++) {
            u64 *v = (u64 *)b + 2 * i;
            for (u64 j = 0; j < v[1]; j++)
                put(((const char *)v[0])[j]);
            sum += v[1];
        }
        return (long)sum;
    }
    case __NR_open:
        return open((const char *)a);
    case __NR_openat:
        return open((const char *)b);
    case __NR_close:
        if (a >= 3 && a < FILES)
            files[a].data = 0;
        return 0;
    case __NR_stat:
    case __NR_newfstatat: {
        const u8 *data;
        u64 size;
        const char *path = (const char *)(nr == __NR_stat ? a : b);
        u64 buffer = nr == __NR_stat ? b : c;
        if (nr == __NR_newfstatat && !*path) {
            status(a < FILES ? files[a].size : 0, buffer, a > 2, a < FILES ? files[a].data : 0);
            return 0;
        }
        if (!find(path, &data, &size))
            return -ENOENT;
        status(size, buffer, 1, data);
        return 0;
    }
    case __NR_fstat:
        status(a < FILES ? files[a].size : 0, b, a > 2, a < FILES ? files[a].data : 0);
        return 0;
    case __NR_lseek:
        if (a >= FILES || !files[a].data)
            return -EBADF;
        files[a].at = b + (c == 1 ? files[a].at : c == 2 ? files[a].size : 0);
        return (long)files[a].at;
    case __NR_mmap:
        return map(a, b, c, d, e, f);
    case __NR_munmap:
        if (a + ((b + PAGE - 1) & ~(PAGE - 1ull)) == maps && a >= MAPS)
            maps = a;
        return 0;
    case __NR_brk:
        if (a >= BRK && a < MAPS) {
            if (a > brk)
                memset((void *)brk, 0, a - brk);
            brk = a;
        }
        return (long)brk;
    case __NR_poll:
        for (u64 i = 0; i < b; i++)
            ((u16 *)a)[4 * i + 3] = ((u16 *)a)[4 * i + 2];
        return (long)b;
    case __NR_mprotect:
    case __NR_rt_sigaction:
    case __NR_rt_sigprocmask:
    case __NR_sched_yield:
    case __NR_madvise:
    case __NR_sigaltstack:
    case __NR_futex:
    case __NR_set_tid_address:
    case __NR_set_robust_list:
        return nr == __NR_set_tid_address ? 1 : 0;
    case __NR_ioctl:
        return -ENOTTY;
    case __NR_access:
    case __NR_faccessat:
    case __NR_faccessat2: {
        const u8 *data;
        u64 size;
        return find((const char *)(nr == __NR_access ? a : b), &data, &size) ? 0 : -ENOENT;
    }
    case __NR_getpid:
    case __NR_gettid:
        return 1;
    // The harness then runs its tests on the thread that it has.
    case __NR_clone:
        return -EAGAIN;
    case __NR_exit:
    case __NR_exit_group:
        leave(a);
    case __NR_tkill:
    case __NR_tgkill:
        print("\nsignal ");
        number(nr == __NR_tkill ? b : c, 10);
        leave(SIGNALLED);
    case __NR_fcntl:
        return 0;
    case __NR_getcwd:
        if (b < 2)
            return -ERANGE;
        memcpy((void *)a, "/", 2);
        return 2;
    case __NR_readlink:
    case __NR_readlinkat:
        return -ENOENT;
    case __NR_getrlimit:
    case __NR_prlimit64: {
        u64 *limit = (u64 *)(nr == __NR_getrlimit ? b : d);
        if (limit) {
            limit[0] = 8 << 20;
            limit[1] = ~0ull;
        }
        return 0;
    }
    case __NR_getuid:
    case __NR_getgid:
    case __NR_geteuid:
    case __NR_getegid:
        return 0;
    case __NR_arch_prctl:
        if (a == ARCH_SET_FS) {
            wrmsr(MSR_FS_BASE, b);
            return 0;
        }
        return -EINVAL;
    case __NR_sched_getaffinity:
        *(u64 *)c = 1;
        return 8;
    case __NR_clock_gettime: {
        u64 t = rdtsc();
        ((u64 *)b)[0] = 1700000000 + t / 1000000000;
        ((u64 *)b)[1] = t % 1000000000;
        return 0;
    }
    case __NR_getrandom:
        for (u64 i = 0; i < b; i++)
            ((u8 *)a)[i] = random_octet();
        return (long)b;
    default:
        return -ENOSYS;
    }
}

struct gate {
    u16 low, selector, kind, middle;
    u32 high, zero;
} __attribute__((packed));
static struct gate idt[32];
static struct {
    u16 size;
    u64 base;
} __attribute__((packed)) idtr;
extern char vectors[], system_call[];
void enter(u64 entry, u64 stack);

// Copies the segments of an ELF file to their places and returns the entry point.
static u64 load(const u8 *elf, u64 place, u64 *base, u64 *headers, u64 *count, const char **interpreter) {
    const Elf64_Ehdr *file = (const Elf64_Ehdr *)elf;
    const Elf64_Phdr *segments = (const Elf64_Phdr *)(elf + file->e_phoff);
    *base = file->e_type == ET_DYN ? place : 0;
    *count = file->e_phnum;
    for (u64 i = 0; i < *count; i++) {
        const Elf64_Phdr *segment = &segments[i];
        u8 *to = (u8 *)(*base + segment->p_vaddr);
        if (segment->p_type == PT_INTERP)
            *interpreter = (const char *)elf + segment->p_offset;
        if (segment->p_type != PT_LOAD)
            continue;
        memset(to, 0, segment->p_memsz);
        memcpy(to, elf + segment->p_offset, segment->p_filesz);
        if (segment->p_offset == 0)
            *headers = (u64)to + file->e_phoff;
    }
    return *base + file->e_entry;
}

struct module {
    u32 start, end, string, zero;
};
struct multiboot {
    u32 flags, low, high, device, line, count, modules;
};

void kernel(struct multiboot *boot) {
    out(SERIAL + 3, 0x83);
    out(SERIAL, 1);
    out(SERIAL + 1, 0);
    out(SERIAL + 3, 3);
    out(SERIAL + 2, 7);
    for (int i = 0; i < 32; i++) {
        u64 at = (u64)vectors + 16 * (u64)i;
        idt[i] = (struct gate){(u16)at, 8, 0x8E00, (u16)(at >> 16), (u32)(at >> 32), 0};
    }
    idtr.size = sizeof idt - 1;
    idtr.base = (u64)idt;
    __asm__ volatile("lidt %0" : : "m"(idtr));
    wrmsr(MSR_STAR, 8ull << 32);
    wrmsr(MSR_LSTAR, (u64)system_call);
    wrmsr(MSR_FMASK, 0x40700);
    print("BEGIN\n");
    if (boot->count != 2) {
        print("two modules are needed");
        leave(NO_MODULES);
    }
    struct module *m = (struct module *)(u64)boot->modules;
    struct module program = m[0], data = m[1];
    static char words[4096];
    const char *string = (const char *)(u64)program.string;
    size_t n = length(string);
    if (n > 4095)
        n = 4095;
    memcpy(words, string, n);
    u64 to = MODULES;
    // The later one first: they may lie where the program is going to be.
    archive_size = data.end - data.start;
    memcpy((void *)to, (void *)(u64)data.start, archive_size);
    archive = (u8 *)to;
    to = (to + archive_size + PAGE - 1) & ~(PAGE - 1ull);
    memcpy((void *)to, (void *)(u64)program.start, program.end - program.start);
    u64 base = 0, headers = 0, count = 0, linker = 0;
    const char *interpreter = 0;
    u64 entry = load((u8 *)to, LOAD, &base, &headers, &count, &interpreter), start = entry;
    if (interpreter) {
        const u8 *file;
        u64 size, table, entries;
        const char *none = 0;
        if (!find(interpreter, &file, &size)) {
            print("no dynamic linker");
            leave(NO_LINKER);
        }
        start = load(file, LINKER, &linker, &table, &entries, &none);
    }
    // Stack: strings, then argc, argv, envp, auxv.
    static char *argv[128], *envp[64];
    u64 argc = 0, envc = 0;
    for (char *s = words; *s;) {
        while (*s == ' ')
            *s++ = 0;
        if (!*s)
            break;
        char *word = s;
        while (*s && *s != ' ')
            s++;
        if (*word == '@') {
            if (envc < 63)
                envp[envc++] = word + 1;
        } else if (argc < 127)
            argv[argc++] = word;
    }
    u64 aux[] = {AT_PHDR,   headers,    AT_PHENT,  sizeof(Elf64_Phdr),
                 AT_PHNUM,  count,      AT_PAGESZ, PAGE,
                 AT_BASE,   linker,     AT_ENTRY,  entry,
                 AT_RANDOM, (u64)words, AT_SECURE, 0,
                 AT_UID,    0,          AT_EUID,   0,
                 AT_GID,    0,          AT_EGID,   0,
                 AT_CLKTCK, 100,        AT_EXECFN, (u64)words,
                 AT_NULL,   0};
    u64 size = 8 * (1 + argc + 1 + envc + 1) + sizeof aux;
    u64 *stack = (u64 *)((USER_STACK - size) & ~15ull), *s = stack;
    *s++ = argc;
    for (u64 i = 0; i < argc; i++)
        *s++ = (u64)argv[i];
    *s++ = 0;
    for (u64 i = 0; i < envc; i++)
        *s++ = (u64)envp[i];
    *s++ = 0;
    memcpy(s, aux, sizeof aux);
    enter(start, (u64)stack);
}
