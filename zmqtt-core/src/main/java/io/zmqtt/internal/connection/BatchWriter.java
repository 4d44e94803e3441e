/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.session.InFlight;
import io.zmqtt.internal.transport.LoopBuffers;
import org.jspecify.annotations.Nullable;

/**
 * Collects encoded packets in one buffer and writes them with one flush. Payloads that
 * are large go by reference.
 */
final class BatchWriter {

	private static final int CHUNK = 64 * 1024;

	private static final int BY_REFERENCE = 16 * 1024;

	private static final int SMALLEST = 256;

	private final Channel channel;

	private @Nullable ByteBuf current;

	/**
	 * The size of the last chunk, which is a good guess for that of the next.
	 */
	private int guess = SMALLEST;

	private boolean written;

	private @Nullable Unflushed unflushed;

	private @Nullable Unflushed oldest;

	private @Nullable Unflushed newest;

	BatchWriter(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Return the buffer to encode the next packet into.
	 */
	ByteBuf buffer() {
		ByteBuf buffer = this.current;
		if (buffer != null && buffer.readableBytes() >= CHUNK) {
			emit(buffer);
			buffer = null;
		}
		if (buffer == null) {
			buffer = LoopBuffers.takeToWrite();
			if (buffer == null) {
				buffer = this.channel.alloc().directBuffer(this.guess);
			}
			this.current = buffer;
		}
		return buffer;
	}

	/**
	 * Write a payload behind the header that was encoded into the buffer.
	 * @param atFlush a message of QoS 0 to end when the payload is flushed, or null
	 */
	void payload(ByteBuf buffer, byte[] payload, @Nullable InFlight atFlush) {
		boolean byReference = payload.length >= BY_REFERENCE;
		if (byReference) {
			emit(buffer);
		}
		else {
			buffer.writeBytes(payload);
		}
		if (atFlush != null) {
			onFlush(atFlush);
		}
		if (byReference) {
			write(Unpooled.wrappedBuffer(payload));
		}
	}

	private void onFlush(InFlight message) {
		Unflushed group = this.unflushed;
		if (group == null) {
			group = new Unflushed();
			this.unflushed = group;
		}
		group.add(message);
	}

	boolean isDirty() {
		return this.current != null || this.written;
	}

	/**
	 * Flush all that was written.
	 * @return whether there was anything
	 */
	boolean flush() {
		ByteBuf buffer = this.current;
		if (buffer != null) {
			if (buffer.isReadable()) {
				emit(buffer);
			}
			else {
				buffer.release();
				this.current = null;
			}
		}
		if (!this.written) {
			return false;
		}
		this.written = false;
		this.channel.flush();
		return true;
	}

	private void emit(ByteBuf buffer) {
		this.guess = Math.min(CHUNK + BY_REFERENCE, Math.max(SMALLEST, buffer.readableBytes()));
		this.current = null;
		write(buffer);
	}

	private void write(ByteBuf buffer) {
		this.written = true;
		Unflushed group = this.unflushed;
		if (group == null) {
			this.channel.write(buffer, this.channel.voidPromise());
			return;
		}
		this.unflushed = null;
		if (this.newest != null) {
			this.newest.after = group;
		}
		else {
			this.oldest = group;
		}
		this.newest = group;
		this.channel.write(buffer).addListener(group);
	}

	/**
	 * End the wait for messages of QoS 0 that cannot be flushed in time.
	 * @return the earliest deadline that is still to come, or {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		long earliest = Long.MAX_VALUE;
		for (Unflushed group = this.oldest; group != null; group = group.after) {
			for (InFlight message = group.first; message != null; message = message.next()) {
				if (message.isOpen()) {
					if (message.deadline() - now <= 0) {
						message.timedOut(true);
					}
					else {
						earliest = Math.min(earliest, message.deadline());
					}
				}
			}
		}
		return earliest;
	}

	/**
	 * Return whether somebody waits for a message of QoS 0 to be flushed.
	 */
	boolean isAwaited() {
		for (Unflushed group = this.oldest; group != null; group = group.after) {
			for (InFlight message = group.first; message != null; message = message.next()) {
				if (message.isOpen()) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Give up what was not written to the channel yet.
	 */
	void release() {
		if (this.current != null) {
			this.current.release();
			this.current = null;
		}
		if (this.unflushed != null) {
			this.unflushed.end(false);
			this.unflushed = null;
		}
	}

	/**
	 * Messages of QoS 0 that wait for one write.
	 */
	private final class Unflushed implements ChannelFutureListener {

		private @Nullable InFlight first;

		private @Nullable InFlight last;

		private @Nullable Unflushed after;

		void add(InFlight message) {
			message.next(null);
			if (this.last != null) {
				this.last.next(message);
			}
			else {
				this.first = message;
			}
			this.last = message;
		}

		@Override
		public void operationComplete(ChannelFuture future) {
			// writes complete in their order
			BatchWriter.this.oldest = this.after;
			if (this.after == null) {
				BatchWriter.this.newest = null;
			}
			end(future.isSuccess());
		}

		void end(boolean success) {
			InFlight message = this.first;
			this.first = null;
			while (message != null) {
				InFlight next = message.next();
				message.next(null);
				if (success) {
					message.acknowledged(ReasonCode.SUCCESS, AckProperties.NONE, false);
				}
				else {
					message.dropped(InFlight.DropReason.OFFLINE, "");
				}
				message = next;
			}
		}

	}

}
