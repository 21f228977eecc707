// SPDX-License-Identifier: MIT OR Apache-2.0
//! The block cipher traits of the crate [`cipher`], for a type that has `encrypt_blocks` and `decrypt_blocks`.
//!
//! Modes of other crates reach the backend through them by 128 blocks at a time.

/// Implements `BlockCipherEncrypt` and `BlockCipherDecrypt`.
macro_rules! block_cipher_traits {
    ($name:ident) => {
        block_cipher_traits!($name, U8);
    };
    ($name:ident, $size:ident) => {
        const _: () = {
            use cipher::array::Array;
            use cipher::consts::{U128, $size};
            use cipher::inout::{InOut, InOutBuf};
            use cipher::{
                Block, BlockCipherDecBackend, BlockCipherDecClosure, BlockCipherDecrypt,
                BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser,
                ParBlocks, ParBlocksSizeUser,
            };

            /// Keeps the methods of the traits apart from those of the type.
            struct Many<'a>(&'a $name);

            impl BlockSizeUser for $name {
                type BlockSize = $size;
            }

            impl BlockSizeUser for Many<'_> {
                type BlockSize = $size;
            }

            impl ParBlocksSizeUser for Many<'_> {
                type ParBlocksSize = U128;
            }

            impl BlockCipherEncBackend for Many<'_> {
                fn encrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
                    let mut copy = [block.clone_in().0];
                    self.0.encrypt_blocks(&mut copy);
                    block.get_out().0 = copy[0];
                }

                fn encrypt_par_blocks(&self, blocks: InOut<'_, '_, ParBlocks<Self>>) {
                    self.encrypt_tail_blocks(blocks.into_buf());
                }

                fn encrypt_tail_blocks(&self, blocks: InOutBuf<'_, '_, Block<Self>>) {
                    let blocks = blocks.into_out_with_copied_in();
                    self.0.encrypt_blocks(Array::cast_slice_to_core_mut(blocks));
                }
            }

            impl BlockCipherDecBackend for Many<'_> {
                fn decrypt_block(&self, mut block: InOut<'_, '_, Block<Self>>) {
                    let mut copy = [block.clone_in().0];
                    self.0.decrypt_blocks(&mut copy);
                    block.get_out().0 = copy[0];
                }

                fn decrypt_par_blocks(&self, blocks: InOut<'_, '_, ParBlocks<Self>>) {
                    self.decrypt_tail_blocks(blocks.into_buf());
                }

                fn decrypt_tail_blocks(&self, blocks: InOutBuf<'_, '_, Block<Self>>) {
                    let blocks = blocks.into_out_with_copied_in();
                    self.0.decrypt_blocks(Array::cast_slice_to_core_mut(blocks));
                }
            }

            impl BlockCipherEncrypt for $name {
                fn encrypt_with_backend(
                    &self,
                    f: impl BlockCipherEncClosure<BlockSize = Self::BlockSize>,
                ) {
                    f.call(&Many(self));
                }
            }

            impl BlockCipherDecrypt for $name {
                fn decrypt_with_backend(
                    &self,
                    f: impl BlockCipherDecClosure<BlockSize = Self::BlockSize>,
                ) {
                    f.call(&Many(self));
                }
            }
        };
    };
}

/// Implements `StreamCipher` for a type that has `apply`, and whose gamma has no end that data could reach.
macro_rules! stream_cipher_traits {
    ($name:ident) => {
        const _: () = {
            use cipher::inout::InOutBuf;
            use cipher::{StreamCipher, StreamCipherError};

            impl StreamCipher for $name {
                fn check_remaining(&self, _: usize) -> Result<(), StreamCipherError> {
                    Ok(())
                }

                fn unchecked_apply_keystream_inout(&mut self, data: InOutBuf<'_, '_, u8>) {
                    self.apply(data.into_out_with_copied_in());
                }

                fn unchecked_write_keystream(&mut self, gamma: &mut [u8]) {
                    gamma.fill(0);
                    self.apply(gamma);
                }
            }
        };
    };
}

pub(crate) use {block_cipher_traits, stream_cipher_traits};
