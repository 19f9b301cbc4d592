# awk -f tests/checks/coroutine_temporaries.awk FILE...
#
# Fails on a statement that awaits and also makes, in the same expression, a braced temporary
# (`Agg{...}`, `f({a, b})`) or a closure that captures a value. g++ 12 destroys such a temporary twice
# when the coroutine goes on (clang does not), or stops with an internal error. Give it a name in a
# line of its own, then await. A closure that captures by reference only is harmless.
#
# Bodies of closures are statements of their own: what they make is not part of the outer one.

function begin_statement()
{
    awaits = 0; suspects = 0; parens = 0; starts = ""; words = 0; previous = ""; before = ""
}

function push(kind)
{
    depth++
    saved_kind[depth] = kind; saved_awaits[depth] = awaits; saved_suspects[depth] = suspects
    saved_parens[depth] = parens; saved_starts[depth] = starts; saved_words[depth] = words
    for (i = 1; i <= suspects; i++) {
        saved_line[depth, i] = suspect_line[i]; saved_text[depth, i] = suspect_text[i]
    }
}

function pop()
{
    awaits = saved_awaits[depth]; suspects = saved_suspects[depth]; parens = saved_parens[depth]
    starts = saved_starts[depth]; words = saved_words[depth]
    for (i = 1; i <= suspects; i++) {
        suspect_line[i] = saved_line[depth, i]; suspect_text[i] = saved_text[depth, i]
    }
    depth--
}

function suspect(text) { suspects++; suspect_line[suspects] = FNR; suspect_text[suspects] = text }

function end_statement()
{
    if (awaits)
        for (i = 1; i <= suspects; i++) {
            printf "%s:%d: %s in an expression that awaits\n    name it first, then await it: " \
                   "g++ 12 destroys it twice\n", FILENAME, suspect_line[i], suspect_text[i]
            faults++
        }
    begin_statement()
}

function is_word(token) { return token ~ /^[A-Za-z_]/ }
function ends_a_type(token) { return is_word(token) || token == ">" }

# A `{`: the body of a function, loop or closure, or a braced value. Decided by what stands before.
function open_brace()
{
    if (closure) {
        closure = 0
        push("closure"); begin_statement()
        return
    }
    if (parens == 0 && (previous == ")" || previous == "" ||
            previous ~ /^(else|do|try|const|noexcept|override|final|mutable)$/ ||
            starts ~ /^(namespace|class|struct|enum|union|extern)$/ || arrow)) {
        arrow = 0
        end_statement()
        push("block")
        return
    }
    if (previous == "(" || previous == ",") {
        if (parens > 0)
            suspect("a braced argument")
    } else if (ends_a_type(previous) && previous !~ /^(return|co_return|co_yield)$/) {
        # `Type name{...}` declares; `Type{...}` makes a temporary.
        if (!(parens == 0 && ends_a_type(before) &&
                before !~ /^(return|co_return|co_await|co_yield|throw|case|else|new)$/))
            suspect(previous "{...}")
    }
    brace_parens[++values] = parens
    push_value()
}

function push_value() { depth++; saved_kind[depth] = "value" }

function close_brace()
{
    if (depth == 0)
        return
    if (saved_kind[depth] == "value") {
        depth--
        parens = brace_parens[values--]
    } else if (saved_kind[depth] == "closure") {
        end_statement()
        pop()
    } else {
        end_statement()
        depth--
        begin_statement()
    }
}

# A `[` that begins a closure: what its list captures.
function captures(list,    n, items, item, j)
{
    n = split(list, items, ",")
    for (j = 1; j <= n; j++) {
        item = items[j]
        gsub(/[ \t]/, "", item)
        if (item != "" && item != "this" && item !~ /^&/) {
            suspect("a closure that captures " (item == "=" ? "everything by value" : "`" item "`"))
            return
        }
    }
}

function token(t)
{
    if (t == "co_await")
        awaits = 1
    if (starts == "")
        starts = t
    if (t == "(")
        parens++
    else if (t == ")") {
        if (parens > 0)
            parens--
    } else if (t == ";") {
        if (parens == 0)
            end_statement()
        closure = 0; arrow = 0
        return
    } else if (t == "{") {
        open_brace()
        before = ""; previous = (saved_kind[depth] == "value") ? "{" : ""
        return
    } else if (t == "}") {
        close_brace()
        before = ""; previous = "}"
        return
    } else if (t == "->" && previous == ")" && parens == 0)
        arrow = 1
    before = previous
    previous = t
}

FNR == 1 { depth = 0; values = 0; closure = 0; arrow = 0; comment = 0; gathering = 0; begin_statement() }

/^[ \t]*#/ { next }

{
    text = $0
    while (text != "") {
        if (comment) {
            at = index(text, "*/")
            if (!at) break
            text = substr(text, at + 2); comment = 0
            continue
        }
        if (gathering) {  # a capture list, perhaps over several lines
            at = match(text, /[][]/)
            if (!at) { list = list text; break }
            list = list substr(text, 1, at - 1)
            nested += (substr(text, at, 1) == "[") ? 1 : -1
            text = substr(text, at + 1)
            if (nested == 0) { gathering = 0; captures(list); closure = 1; previous = "]" }
            continue
        }
        if (match(text, /^[ \t]+/)) { text = substr(text, RLENGTH + 1); continue }
        if (text ~ /^\/\//) break
        if (text ~ /^\/\*/) { comment = 1; text = substr(text, 3); continue }
        if (match(text, /^"([^"\\]|\\.)*"/) || match(text, /^'([^'\\]|\\.)*'/)) {
            token("0"); text = substr(text, RLENGTH + 1); continue
        }
        if (match(text, /^[A-Za-z_][A-Za-z_0-9]*(::[A-Za-z_][A-Za-z_0-9]*)*/) ||
                match(text, /^[0-9]([0-9a-zA-Z.]|'[0-9a-fA-F])*/) || match(text, /^->/)) {
            token(substr(text, 1, RLENGTH)); text = substr(text, RLENGTH + 1); continue
        }
        c = substr(text, 1, 1)
        text = substr(text, 2)
        if (c == "[" && substr(text, 1, 1) == "[") {  # an attribute
            at = index(text, "]]")
            text = at ? substr(text, at + 2) : ""
            continue
        }
        if (c == "[" && !(is_word(previous) && previous !~ /^(return|co_return|co_await|co_yield)$/) &&
                previous != ")" && previous != "]" && previous != "}") {
            gathering = 1; nested = 1; list = ""
            continue
        }
        token(c)
    }
}

END { exit faults > 0 }
