# SPDX-License-Identifier: MIT OR Apache-2.0
# Multiboot entry, long mode, system calls and exceptions. No interrupt is ever enabled.
        .section .multiboot, "a"
        .align  4
        .long   0x1BADB002, 3, -(0x1BADB002 + 3)

        .section .bss
        .align  4096
pml4:   .skip   4096
pdpt:   .skip   4096
pds:    .skip   4 * 4096
        .skip   65536
stack_top:
user_rsp: .skip 8

        .section .rodata
        .align  8
gdt:    .quad   0
        .quad   0x00AF9A000000FFFF      # 0x08: code, 64 bits
        .quad   0x00CF92000000FFFF      # 0x10: data
gdtr:   .word   gdtr - gdt - 1
        .quad   gdt

        .text
        .code32
        .globl  start
start:  cli
        movl    $stack_top, %esp
        movl    %ebx, %ebp
        # Identity map of 4 GiB in pages of 2 MiB.
        movl    $pdpt + 7, pml4
        movl    $pds, %edi
        xorl    %ecx, %ecx
1:      movl    %ecx, %eax
        shll    $21, %eax
        orl     $0x87, %eax
        movl    %eax, (%edi, %ecx, 8)
        incl    %ecx
        cmpl    $2048, %ecx
        jne     1b
        xorl    %ecx, %ecx
2:      movl    %ecx, %eax
        shll    $12, %eax
        addl    $pds + 7, %eax
        movl    %eax, pdpt(, %ecx, 8)
        incl    %ecx
        cmpl    $4, %ecx
        jne     2b
        # PAE, FXSR, XMMEXCPT, OSXSAVE, FSGSBASE.
        movl    %cr4, %eax
        orl     $0x50620, %eax
        movl    %eax, %cr4
        movl    $pml4, %eax
        movl    %eax, %cr3
        # EFER: long mode, system calls.
        movl    $0xC0000080, %ecx
        rdmsr
        orl     $0x101, %eax
        wrmsr
        movl    %cr0, %eax
        andl    $0xFFFFFFF3, %eax
        orl     $0x80000022, %eax
        movl    %eax, %cr0
        lgdt    gdtr
        ljmp    $8, $long
        .code64
long:   movl    $0x10, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        # XCR0: x87, SSE, AVX, AVX-512, as far as the processor has them.
        movl    $0xD, %eax
        xorl    %ecx, %ecx
        cpuid
        andl    $0xE7, %eax
        xorl    %edx, %edx
        xorl    %ecx, %ecx
        xsetbv
        movl    %ebp, %edi
        call    kernel
3:      hlt
        jmp     3b

        # rax: number; rdi, rsi, rdx, r10, r8, r9: arguments; rcx, r11: return address and flags.
        .globl  system_call
system_call:
        movq    %rsp, user_rsp
        movq    $stack_top - 64, %rsp
        push    %r11
        push    %rcx
        push    %rdi
        push    %rsi
        push    %rdx
        push    %r10
        push    %r8
        push    %r9
        sub     $8, %rsp
        push    %r9
        movq    %r8, %r9
        movq    %r10, %r8
        movq    %rdx, %rcx
        movq    %rsi, %rdx
        movq    %rdi, %rsi
        movq    %rax, %rdi
        call    serve
        add     $16, %rsp
        pop     %r9
        pop     %r8
        pop     %r10
        pop     %rdx
        pop     %rsi
        pop     %rdi
        pop     %rcx
        popfq
        movq    user_rsp, %rsp
        jmp     *%rcx

        # enter(entry, stack)
        .globl  enter
enter:  movq    %rsi, %rsp
        movq    %rdi, %rax
        xorl    %edx, %edx
        xorl    %ebp, %ebp
        jmp     *%rax

        .altmacro
        .macro  vector n
        .align  16
        .if     (\n == 8) || (\n >= 10 && \n <= 14) || (\n == 17) || (\n == 21)
        .else
        push    $0
        .endif
        push    $\n
        jmp     fault
        .endm
        .align  16
        .globl  vectors
vectors:
        .set    i, 0
        .rept   32
        vector  %i
        .set    i, i + 1
        .endr
fault:  pop     %rdi
        pop     %rsi
        pop     %rdx
        movq    %cr2, %rcx
        movq    $stack_top, %rsp
        call    died

        .section .note.GNU-stack, "", @progbits
