print("easement")
