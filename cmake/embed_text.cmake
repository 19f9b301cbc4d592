# Run as a script: writes OUT, which defines FUNCTION() in NAMESPACE, declared in HEADER, as the bytes
# of FILE.
file(READ ${FILE} bytes)
file(WRITE ${OUT} "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE}\n{\n\n\
std::string_view ${FUNCTION}()\n{\n    return R\"text(${bytes})text\";\n}\n\n}  // namespace ${NAMESPACE}\n")
