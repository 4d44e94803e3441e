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

import java.net.URI;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;

/**
 * Carries bytes in binary frames, whose bounds mean nothing (MQTT 5.0, section 6).
 */
final class WebSocketFrames extends ChannelDuplexHandler {

	private static final String SUBPROTOCOL = "mqtt";

	/**
	 * The largest answer to the opening request; its body is of no use.
	 */
	private static final int MAXIMUM_ANSWER = 64 * 1024;

	private static final long CLOSE_MILLIS = 500;

	private WebSocketFrames() {
	}

	static void addTo(ChannelPipeline pipeline, Target.WebSocket options) {
		HttpHeaders headers = new DefaultHttpHeaders();
		headers.set(HttpHeaderNames.HOST, options.host());
		options.headers().forEach(headers::set);
		// the header Host says more than a URI can, which knows no name with '_'
		WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
			.webSocketUri(URI.create("ws://broker" + options.path()))
			.subprotocol(SUBPROTOCOL)
			.version(WebSocketVersion.V13)
			.allowExtensions(false)
			.customHeaders(headers)
			.generateOriginHeader(false)
			.maxFramePayloadLength(options.maximumFrameSize())
			.handleCloseFrames(false)
			.sendCloseFrame(WebSocketCloseStatus.NORMAL_CLOSURE)
			.dropPongFrames(true)
			.handshakeTimeoutMillis(options.timeout().toMillis())
			.forceCloseTimeoutMillis(CLOSE_MILLIS)
			.build();
		pipeline.addLast(new HttpClientCodec());
		pipeline.addLast(new HttpObjectAggregator(MAXIMUM_ANSWER));
		pipeline.addLast(new WebSocketClientProtocolHandler(config));
		pipeline.addLast(new WebSocketFrames());
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
			context.fireChannelRead(((WebSocketFrame) message).content());
			return;
		}
		try {
			if (message instanceof CloseWebSocketFrame close) {
				String text = close.reasonText();
				context.fireExceptionCaught(new TransportException(Stage.READY, "the WebSocket was closed with "
						+ close.statusCode() + (text.isEmpty() ? "" : " '" + text + "'"), null));
				close(context, WebSocketCloseStatus.NORMAL_CLOSURE);
			}
			else if (message instanceof WebSocketFrame) {
				// MQTT-6.0.0-1
				context.fireExceptionCaught(new TransportException(Stage.READY,
						"the peer has sent a WebSocket frame that is not binary", null));
				close(context, WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private static void close(ChannelHandlerContext context, WebSocketCloseStatus status) {
		context.writeAndFlush(new CloseWebSocketFrame(status)).addListener(ChannelFutureListener.CLOSE);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof ByteBuf bytes) {
			if (bytes.isReadable()) {
				context.write(new BinaryWebSocketFrame(bytes), promise);
			}
			else {
				// an empty write is there for its promise
				context.write(bytes, promise);
			}
		}
		else {
			context.write(message, promise);
		}
	}

}
