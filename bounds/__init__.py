"""How good could any code be, and which is best?"""
