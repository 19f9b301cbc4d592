# Who may use whom: for each folder of server/, the folders whose headers it may include besides its
# own. Nothing uses what stands further down. Read by layer() when the build is configured and by
# tests/checks/layers.cmake for every include.
set(beihui_layers
    base domain plugin history storage workflows rules accounts tables messages acts http cli)

set(base_may_use)
set(domain_may_use base)
set(plugin_may_use domain base)
set(history_may_use domain base)
set(storage_may_use history domain base)
set(workflows_may_use domain base)
set(rules_may_use history domain base)  # a trace is canonical bytes
set(accounts_may_use storage history domain base)
set(tables_may_use storage rules plugin history domain base)
set(messages_may_use storage history domain base)
set(acts_may_use
    tables messages accounts rules workflows storage history plugin domain base)
set(http_may_use acts ${acts_may_use})
set(cli_may_use http ${http_may_use})

# A part in plugins/ sees small interfaces and values, and no other plugin.
set(plugins_may_use plugin domain base)

# Libraries have owners: include patterns, and the folders that may name them.
set(beihui_owned_libraries soci sqlite postgresql lua beast yaml xlsxwriter curl libxml)
set(soci_headers "^soci")
set(soci_owners server/storage)
set(sqlite_headers "^sqlite3")
set(sqlite_owners server/storage)
set(postgresql_headers "^(libpq-fe|postgres|pg_config|libpq/)")
set(postgresql_owners server/storage)
set(lua_headers "^(lua|lauxlib|lualib)")
set(lua_owners server/rules/lua)
set(beast_headers "^boost/beast")
set(beast_owners server/http)
set(yaml_headers "^yaml")
set(yaml_owners server/base)
set(xlsxwriter_headers "^xlsxwriter")
set(xlsxwriter_owners plugins)
set(curl_headers "^curl/")
set(curl_owners plugins/web)
set(libxml_headers "^libxml/")
set(libxml_owners plugins/cas)
