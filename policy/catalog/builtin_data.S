// SPDX-License-Identifier: Apache-2.0
//
// The data file, byte for byte, in read-only memory. KEYWARD_CATALOG_FILE is its path, quoted.
        .section .rodata
        .global keyward_catalog_begin
        .type   keyward_catalog_begin, %object
        .global keyward_catalog_end
        .type   keyward_catalog_end, %object
        .balign 16
keyward_catalog_begin:
        .incbin KEYWARD_CATALOG_FILE
keyward_catalog_end:
        .byte   0
        .section .note.GNU-stack, "", %progbits
