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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Follows the opening of a channel, and says in one event that it is {@link Stage#READY},
 * or in one exception at which stage it has failed.
 */
public final class Progress extends ChannelInboundHandlerAdapter {

	private final Deque<Stage> stages;

	private final List<String> pins;

	private boolean failed;

	Progress(List<Stage> stages, List<String> pins) {
		this.stages = new ArrayDeque<>(stages);
		this.pins = pins;
	}

	/**
	 * Return how far a channel has come.
	 */
	public static Stage of(Channel channel) {
		Progress progress = channel.pipeline().get(Progress.class);
		Stage stage = (progress != null) ? progress.stages.peek() : null;
		return (stage != null) ? stage : Stage.READY;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		context.fireChannelActive();
		if (this.stages.isEmpty()) {
			ready(context);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ProxyConnectionEvent) {
			passed(context, Stage.PROXY);
		}
		else if (event instanceof SslHandshakeCompletionEvent completion) {
			if (!completion.isSuccess()) {
				fail(context, completion.cause());
			}
			else if (checkPins(context)) {
				passed(context, Stage.TLS);
			}
		}
		else if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
			passed(context, Stage.WEB_SOCKET);
		}
		else {
			context.fireUserEventTriggered(event);
		}
	}

	private boolean checkPins(ChannelHandlerContext context) {
		if (this.pins.isEmpty()) {
			return true;
		}
		try {
			Pins.check(context.pipeline().get(SslHandler.class).engine().getSession(), this.pins);
			return true;
		}
		catch (Exception ex) {
			// other failures are only consequences from here on
			this.failed = true;
			// first, and not through the handlers between: they would send what waits
			context.pipeline().context(SslHandler.class).close();
			report(context, Stage.TLS, ex);
			return false;
		}
	}

	private void passed(ChannelHandlerContext context, Stage stage) {
		this.stages.remove(stage);
		if (this.stages.isEmpty() && !this.failed) {
			ready(context);
		}
	}

	private void ready(ChannelHandlerContext context) {
		context.fireUserEventTriggered(Stage.READY);
		context.pipeline().remove(this);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
		fail(context, failure);
	}

	/**
	 * Report the first failure, which has caused the others.
	 */
	private void fail(ChannelHandlerContext context, Throwable failure) {
		Stage stage = this.stages.peek();
		if (!this.failed && stage != null) {
			this.failed = true;
			report(context, stage, failure);
		}
	}

	private static void report(ChannelHandlerContext context, Stage stage, Throwable failure) {
		context.fireExceptionCaught(new TransportException(stage, String.valueOf(failure.getMessage()), failure));
	}

}
