local at = string.find("a", "b")
pcall(os.exit, 1)
count = math.random()
return at
