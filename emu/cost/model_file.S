# The parameters as they stand in docs/cost_model.ini, for a binary that needs no files.
        .section .rodata.ringside_cost_model, "a", @progbits
        .globl  ringside_cost_model, ringside_cost_model_end
ringside_cost_model:
        .incbin "cost_model.ini"
ringside_cost_model_end:
        .section .note.GNU-stack, "", @progbits
