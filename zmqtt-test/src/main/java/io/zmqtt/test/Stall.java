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

package io.zmqtt.test;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Next to the socket of a connection, lets nothing pass in either direction, not even its
 * end. All is held until {@link #end(Channel)}.
 */
final class Stall extends ChannelDuplexHandler {

	private final Queue<Object> received = new ArrayDeque<>();

	private final Queue<Write> written = new ArrayDeque<>();

	private @Nullable ChannelPromise close;

	private Stall() {
	}

	static void begin(Channel channel) {
		inEventLoop(channel, () -> {
			if (channel.isOpen() && channel.pipeline().get(Stall.class) == null) {
				channel.config().setAutoRead(false);
				channel.pipeline().addFirst(new Stall());
			}
		});
	}

	static void end(Channel channel) {
		inEventLoop(channel, () -> {
			Stall stall = channel.pipeline().get(Stall.class);
			if (stall != null) {
				stall.release(channel.pipeline().context(stall));
			}
		});
	}

	private static void inEventLoop(Channel channel, Runnable task) {
		if (channel.eventLoop().inEventLoop()) {
			task.run();
		}
		else {
			channel.eventLoop().execute(task);
		}
	}

	@Override
	public void read(ChannelHandlerContext context) {
		// later
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object bytes) {
		this.received.add(bytes);
	}

	@Override
	public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
		this.written.add(new Write(bytes, promise));
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		// later
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.close = promise;
	}

	private void release(ChannelHandlerContext context) {
		for (Write write = this.written.poll(); write != null; write = this.written.poll()) {
			context.write(write.bytes(), write.promise());
		}
		context.flush();
		for (Object bytes = this.received.poll(); bytes != null; bytes = this.received.poll()) {
			context.fireChannelRead(bytes);
		}
		context.fireChannelReadComplete();
		ChannelPromise closing = this.close;
		if (closing != null) {
			context.close(closing);
		}
		Channel channel = context.channel();
		channel.pipeline().remove(this);
		channel.config().setAutoRead(true);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.received.forEach(ReferenceCountUtil::release);
		this.received.clear();
		for (Write write : this.written) {
			ReferenceCountUtil.release(write.bytes());
			write.promise().tryFailure(new ClosedChannelException());
		}
		this.written.clear();
	}

	/**
	 * What is to be written.
	 *
	 * @param bytes what
	 * @param promise how it went
	 */
	private record Write(Object bytes, ChannelPromise promise) {

	}

}
