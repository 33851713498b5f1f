"""What of Deel's answers we use, checked on arrival; everything else is ignored."""
