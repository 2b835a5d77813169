"""fangzhi measured as whole processes, beside the tools that people would use instead."""
