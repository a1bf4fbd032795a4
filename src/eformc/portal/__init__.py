"""What a portal needs: the finished view of a form, its rendering, the words of its errors. Carries no compiler."""
