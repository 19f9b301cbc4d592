#include "base/confine.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <new>
#include <string_view>
#include <system_error>

namespace beihui
{
namespace
{

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

// System calls have other numbers on every architecture, and a filter must say whose it means.
#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t foreign_calls = 0x40000000;  // those of x32 begin here
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t foreign_calls = 0;
#elif defined(__riscv) && __riscv_xlen == 64
constexpr std::uint32_t architecture = AUDIT_ARCH_RISCV64;
constexpr std::uint32_t foreign_calls = 0;
#elif defined(__loongarch64) && defined(AUDIT_ARCH_LOONGARCH64)
constexpr std::uint32_t architecture = AUDIT_ARCH_LOONGARCH64;
constexpr std::uint32_t foreign_calls = 0;
#else
#    error "say in server/base/confine.cpp what the kernel's audit calls this architecture"
#endif

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

void limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard)
{
    const rlimit both{soft, hard};
    if (setrlimit(resource, &both) != 0)
        fail("setrlimit");
}

constexpr sock_filter load(std::size_t offset)
{
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

constexpr sock_filter give(std::uint32_t answer)
{
    return BPF_STMT(BPF_RET | BPF_K, answer);
}

// Goes on with the next line when it is so, else over `lines` of them.
constexpr sock_filter unless_equal_skip(std::uint32_t value, std::uint8_t lines)
{
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, lines);
}

constexpr std::uint32_t not_allowed = SECCOMP_RET_ERRNO | EPERM;

// RLIMIT_NPROC will not do for this: it counts the threads of all processes of the user, the server's
// too, and does not hold for root.
void allow_no_other_process()
{
    constexpr auto number = offsetof(seccomp_data, nr);
    // The low half of the first argument, on a machine whose low bytes come first.
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    constexpr auto flags = offsetof(seccomp_data, args);
    std::vector<sock_filter> filter{
        load(offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
        give(SECCOMP_RET_KILL_PROCESS),
        load(number),
    };
    if (foreign_calls > 0) {
        filter.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, foreign_calls, 0, 1));
        filter.push_back(give(not_allowed));
    }
    for (const long call : {
#ifdef SYS_fork
             SYS_fork,
             SYS_vfork,
#endif
             SYS_execve,
             SYS_execveat,
             SYS_socket,
             SYS_ptrace,
             SYS_process_vm_readv,
             SYS_process_vm_writev,
         }) {
        filter.push_back(unless_equal_skip(static_cast<std::uint32_t>(call), 1));
        filter.push_back(give(not_allowed));
    }
    // What clone3 is to do lies in memory, where a filter cannot look; the C library then takes clone.
    filter.push_back(unless_equal_skip(static_cast<std::uint32_t>(SYS_clone3), 1));
    filter.push_back(give(SECCOMP_RET_ERRNO | ENOSYS));
    filter.push_back(unless_equal_skip(static_cast<std::uint32_t>(SYS_clone), 3));
    filter.push_back(load(flags));
    constexpr std::uint32_t is_thread = 0x00010000;  // CLONE_THREAD
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, is_thread, 1, 0));
    filter.push_back(give(not_allowed));
    filter.push_back(give(SECCOMP_RET_ALLOW));

    sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        fail("seccomp");
}

[[noreturn]] void end_without_memory()
{
    _exit(out_of_memory);
}

}  // namespace

std::vector<std::string> Confinement::words() const
{
    return {
        std::to_string(cpu_seconds), std::to_string(memory_bytes), std::to_string(file_bytes),
        std::to_string(open_files)
    };
}

std::optional<Confinement> Confinement::read(const char* const* words)
{
    Confinement most;
    for (std::uint64_t* const each :
         {&most.cpu_seconds, &most.memory_bytes, &most.file_bytes, &most.open_files}) {
        const std::string_view word = *words++;
        const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), *each);
        if (fault != std::errc() || end != word.data() + word.size())
            return std::nullopt;
    }
    return most;
}

void confine(const Confinement& most)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        fail("prctl");
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_CPU, most.cpu_seconds, most.cpu_seconds + 1);  // SIGXCPU first, then SIGKILL
    limit(RLIMIT_FSIZE, most.file_bytes, most.file_bytes);
    limit(RLIMIT_NOFILE, most.open_files, most.open_files);
    if (is_sanitized)
        return;
    limit(RLIMIT_AS, most.memory_bytes, most.memory_bytes);
    std::set_new_handler(end_without_memory);
    allow_no_other_process();
}

}  // namespace beihui
