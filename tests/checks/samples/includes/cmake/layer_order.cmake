set(beihui_layers
    base acts cli)
