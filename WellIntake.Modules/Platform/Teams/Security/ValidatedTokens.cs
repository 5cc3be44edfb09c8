using System.Runtime.InteropServices;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>A token that passed, as far as later activities need it.</summary>
internal sealed record ValidatedToken(PublishedKey Key, string ServiceUrl, DateTimeOffset NotBefore, DateTimeOffset Expires);

/// <summary>
/// Tokens that passed, by the SHA-256 of what was sent, signature included. A channel uses one token for many activities
/// for an hour; checking a signature costs more than all the rest. The least recently used goes first.
/// </summary>
internal sealed class ValidatedTokens(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TokenHash, LinkedListNode<(TokenHash Hash, ValidatedToken Token)>> _byHash = [];
    private readonly LinkedList<(TokenHash Hash, ValidatedToken Token)> _byUse = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _byHash.Count;
        }
    }

    public ValidatedToken? Find(TokenHash hash)
    {
        lock (_lock)
        {
            if (!_byHash.TryGetValue(hash, out var node))
                return null;
            if (node != _byUse.First)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }

            return node.Value.Token;
        }
    }

    public void Add(TokenHash hash, ValidatedToken token)
    {
        lock (_lock)
        {
            if (_byHash.Remove(hash, out var old))
                _byUse.Remove(old);
            else if (_byHash.Count >= capacity && _byUse.Last is { } last)
            {
                _byHash.Remove(last.Value.Hash);
                _byUse.RemoveLast();
            }

            _byHash[hash] = _byUse.AddFirst((hash, token));
        }
    }

    public void Remove(TokenHash hash)
    {
        lock (_lock)
        {
            if (_byHash.Remove(hash, out var node))
                _byUse.Remove(node);
        }
    }
}

/// <summary>A SHA-256 as a key.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenHash(UInt128 High, UInt128 Low);
