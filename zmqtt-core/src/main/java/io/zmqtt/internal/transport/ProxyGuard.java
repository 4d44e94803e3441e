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

package io.zmqtt.internal.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * Comes after Netty's handler of a proxy, which keeps the end of a channel to itself
 * while the proxy has not answered, and passes on what it could not read when the proxy
 * refuses.
 */
final class ProxyGuard extends ChannelInboundHandlerAdapter {

	private boolean open;

	private boolean ended;

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ProxyConnectionEvent) {
			this.open = true;
		}
		context.fireUserEventTriggered(event);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.open) {
			context.fireChannelRead(message);
		}
		else {
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		context.fireExceptionCaught(failure);
		if (!this.open && !context.channel().isActive()) {
			end(context);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		end(context);
	}

	private void end(ChannelHandlerContext context) {
		if (!this.ended) {
			this.ended = true;
			context.fireChannelInactive();
		}
	}

}
