from tests.support.signed_in import ahmad, jana, maria, newcomer, oliver

__all__ = ["ahmad", "jana", "maria", "newcomer", "oliver"]
